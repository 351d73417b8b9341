import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { LazyPart } from "@/components/lazy-part";
import { artifactPane, useArtifact } from "@/features/artifacts/public";
import { IpcError } from "@/ipc/error";
import { useComposerRequest } from "@/lib/composer-request";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { resetStores } from "@/test/stores";
import { resetTurns } from "./public";
import { Transcript } from "./transcript";
import { answer, coreWith, question, text } from "./transcript.fixture";

const code = (language: string, source: string) =>
  `<div class="md-code" data-lang="${language}"><div class="md-code-bar"><span class="md-code-lang">${language}</span><button type="button" class="md-copy" data-copy></button></div><pre><code><span class="md-lines">${source.replaceAll("<", "&lt;")}</span></code></pre></div>`;
const page = (words: string) => `<title>Clock</title><p>${words}</p>`;

function Pane() {
  const artifact = useArtifact((state) => state.shown);
  return (
    artifact && (
      <LazyPart source={artifactPane}>{(ArtifactPane) => <ArtifactPane artifact={artifact} />}</LazyPart>
    )
  );
}

function show() {
  const core = coreWith(
    question(),
    { ...answer({ parts: [text(code("html", page("one")), code("rust", "fn main() {}"))] }), id: "a1" },
    { ...question("Again"), id: "q2" },
    { ...answer({ parts: [text("<p>Better:</p>", code("html", page("two")))] }), id: "a2" },
    { ...question("And a picture"), id: "q3" },
    { ...answer({ parts: [text(code("xml", "<svg xmlns='x'></svg>"))] }), id: "a3" },
  );
  renderWithCore(
    <>
      <Transcript conversation="c" />
      <Pane />
    </>,
    core,
  );
  return core;
}

const previews = () => screen.findAllByRole("button", { name: "Preview of the code" });
const open = async (at: number) => {
  await userEvent.click((await previews())[at] as HTMLElement);
  return screen.findByRole("complementary", { name: "Artifact" });
};

beforeEach(() => {
  resetTurns();
  useArtifact.setState(useArtifact.getInitialState(), true);
  resetStores();
});

describe("artifacts", () => {
  it("are offered where a page, a picture or a document is, and nowhere else", async () => {
    show();
    expect(await previews()).toHaveLength(3);
  });

  it("show a page in a frame that may run scripts and nothing else", async () => {
    show();
    await open(0);
    const frame = await screen.findByTitle("Clock");
    expect(frame.getAttribute("sandbox")).toBe("allow-scripts");
    expect(screen.getByRole("heading", { name: "Clock" })).toHaveFocus();
  });

  it("go from version to version across answers", async () => {
    show();
    await open(0);
    expect(await screen.findByText("Version 1 of 2")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Newer version" }));
    await userEvent.click(screen.getByRole("tab", { name: "Source" }));
    expect(screen.getByRole("textbox", { name: "Source of Clock" })).toHaveValue(page("two"));
  });

  it("are changed, shown changed, put into the message, and restored", async () => {
    const core = show();
    const shown: string[] = [];
    core.on("show_artifact", ({ source }) => {
      shown.push(source);
      return { url: "about:blank" };
    });
    await open(2 - 1);
    await userEvent.click(screen.getByRole("tab", { name: "Source" }));
    fireEvent.change(screen.getByRole("textbox", { name: "Source of Clock" }), {
      target: { value: "<p>mine ```</p>" },
    });
    await userEvent.click(screen.getByRole("tab", { name: "Preview" }));
    await waitFor(() => expect(shown.at(-1)).toBe("<p>mine ```</p>"));
    await userEvent.click(screen.getByRole("button", { name: "Put it into the message" }));
    const { request } = useComposerRequest.getState();
    expect(request?.kind === "fill" && request.text).toContain("````html\n<p>mine ```</p>\n````");
    await userEvent.click(screen.getByRole("button", { name: "Discard your changes" }));
    await waitFor(() => expect(shown.at(-1)).toBe(page("two")));
  });

  it("keep what was made of them for the next window, and what is typed before that is known", async () => {
    const core = show();
    core.artifactEdits.set("a1/0", "<p>from before</p>");
    await open(0);
    await userEvent.click(screen.getByRole("tab", { name: "Source" }));
    const source = screen.getByRole("textbox", { name: "Source of Clock" });
    await waitFor(() => expect(source).toHaveValue("<p>from before</p>"));
    fireEvent.change(source, { target: { value: "<p>now</p>" } });
    fireEvent(window, new Event("pagehide"));
    await waitFor(() => expect(core.artifactEdits.get("a1/0")).toBe("<p>now</p>"));
    expect(core.callsOf("keep_artifact_edit")).toEqual([
      { place: { conversation: "c", message: "a1", block: 0 }, text: "<p>now</p>" },
    ]);
    await userEvent.click(screen.getByRole("button", { name: "Discard your changes" }));
    await waitFor(() => expect(core.artifactEdits.size).toBe(0));
  });

  it("do not lose what is typed before the former change has come", async () => {
    const core = show();
    let come: (text: string) => void = () => undefined;
    core.on("artifact_edit", () => new Promise<string>((resolve) => (come = resolve)));
    await open(0);
    await userEvent.click(screen.getByRole("tab", { name: "Source" }));
    const source = screen.getByRole("textbox", { name: "Source of Clock" });
    fireEvent.change(source, { target: { value: "<p>now</p>" } });
    await act(async () => come("<p>from before</p>"));
    expect(source).toHaveValue("<p>now</p>");
  });

  it("say when a change could not be kept, and lose nothing", async () => {
    const core = show();
    core.on("keep_artifact_edit", () => {
      throw new IpcError("disk_full", "The disk is full.");
    });
    await open(0);
    await userEvent.click(screen.getByRole("tab", { name: "Source" }));
    const source = screen.getByRole("textbox", { name: "Source of Clock" });
    fireEvent.change(source, { target: { value: "<p>now</p>" } });
    await waitFor(() => expect(useToasts.getState().toasts.map(({ tone }) => tone)).toEqual(["error"]));
    expect(source).toHaveValue("<p>now</p>");
  });

  it("are made wider and narrower with the keys and by the pointer", async () => {
    const core = show();
    const pane = await open(0);
    const line = within(pane).getByRole("separator", { name: "Width of the artifact" });
    expect(line).toHaveAttribute("aria-valuenow", "50");
    fireEvent.keyDown(line, { key: "ArrowLeft" });
    await waitFor(() => expect(core.state.settings.artifact_share).toBe(52));
    expect(pane.style.flexBasis).toBe("52%");
    fireEvent.keyDown(line, { key: "End" });
    await waitFor(() => expect(line).toHaveAttribute("aria-valuenow", "25"));
    line.setPointerCapture = () => undefined;
    fireEvent.pointerDown(line, { button: 0, clientX: window.innerWidth * 0.75 });
    fireEvent.pointerMove(line, { clientX: window.innerWidth * 0.4 });
    expect(pane.style.flexBasis).toBe("60%");
    fireEvent.pointerUp(line, { clientX: window.innerWidth * 0.1 });
    await waitFor(() => expect(core.state.settings.artifact_share).toBe(70));
    fireEvent.doubleClick(line);
    await waitFor(() => expect(line).toHaveAttribute("aria-valuenow", "50"));
  });

  it("show a document as a message is shown, its links and code in working order", async () => {
    const core = coreWith(answer({ parts: [text(code("markdown", "# Plan"))] }));
    core.on("render_markdown", () => [
      '<p><a href="https://example.com/a" data-link="">https://example.com/a</a></p>',
      code("html", "<p>"),
    ]);
    renderWithCore(
      <>
        <Transcript conversation="c" />
        <Pane />
      </>,
      core,
    );
    const pane = await open(0);
    await userEvent.click(await within(pane).findByRole("link", { name: "https://example.com/a" }));
    expect(core.callsOf("open_link")).toEqual([{ url: "https://example.com/a" }]);
    await userEvent.click(within(pane).getByRole("button", { name: "Copy code" }));
    expect(core.callsOf("copy_text")).toEqual([{ text: "<p>", html: null }]);
  });

  it("are saved as a file, as they were changed, under their name", async () => {
    const core = show();
    const pane = await open(0);
    await userEvent.click(screen.getByRole("tab", { name: "Source" }));
    fireEvent.change(screen.getByRole("textbox", { name: "Source of Clock" }), { target: { value: "mine" } });
    await userEvent.click(within(pane).getByRole("button", { name: "Save as a file" }));
    expect(core.callsOf("save_code")).toEqual([{ text: "mine", file: "Clock.html", language: "html" }]);
  });

  it("close by Escape and give the focus back", async () => {
    show();
    await open(1);
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
    const [, second] = await previews();
    await waitFor(() => expect(second).toHaveFocus());
  });

  it("say what the page was refused, whatever the page says", async () => {
    show();
    await open(0);
    const frame = (await screen.findByTitle("Clock")) as HTMLIFrameElement;
    const tell = (data: unknown, source: Window | null = frame.contentWindow) =>
      act(() => window.dispatchEvent(new MessageEvent("message", { data, source })));
    tell({ blocked: "elsewhere.example" }, window);
    tell({ blocked: 7 });
    tell("x");
    tell({ blocked: "cdn.example" });
    tell({ error: "x is not defined (3)" });
    expect(await screen.findByText(/has no network: cdn\.example$/)).toBeVisible();
    expect(screen.getByText("The page's script: x is not defined (3)")).toBeVisible();
  });
});
