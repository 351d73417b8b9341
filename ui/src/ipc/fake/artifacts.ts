import type { FakeCore } from "./core";
import type { Handlers } from "./handlers";

/** Code blocks that are shown as pages, pictures and documents. */
export function artifactCommands(
  core: Pick<FakeCore, "artifactEdits">,
): Pick<
  Handlers,
  "render_markdown" | "show_artifact" | "open_artifact" | "artifact_edit" | "keep_artifact_edit"
> {
  return {
    render_markdown: ({ source }) => [`<p>${source.replaceAll("<", "&lt;")}</p>`],
    show_artifact: () => ({ url: "about:blank" }),
    open_artifact: () => undefined,
    artifact_edit: ({ message, block }) => core.artifactEdits.get(`${message}/${block}`) ?? null,
    keep_artifact_edit: ({ place: { message, block }, text }) => {
      if (text === null) core.artifactEdits.delete(`${message}/${block}`);
      else core.artifactEdits.set(`${message}/${block}`, text);
    },
  };
}
