import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { importPreview, importReport } from "@/ipc/fake/import";
import { offerImport, useImportRequest } from "@/lib/import-request";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { SettingsPage } from "./page";

const page = <SettingsPage section={null} provider={null} />;

function renderPage(core: FakeCore) {
  const rendered = renderWithCore(page, core);
  // What the shell does with the events of the core.
  void core.watchApp(() => void rendered.client.invalidateQueries({ queryKey: keys.import }));
  return rendered;
}

const running = {
  type: "running",
  name: "export.zip",
  read_bytes: 25,
  total_bytes: 100,
  conversations: 500,
  messages: 6000,
} as const;

describe("import", () => {
  it("says what is in an export, takes it over and reports", async () => {
    const core = new FakeCore();
    core.imports.preview = {
      ...importPreview,
      known: 3,
      deleted: 1,
      skipped: { count: 2, first: [{ title: "", reason: "cut_off" }] },
    };
    renderPage(core);
    await userEvent.click(await screen.findByRole("button", { name: "Choose a file" }));
    const card = await screen.findByRole("region", { name: "ChatGPT export “export.zip”" });
    expect(card).toHaveTextContent("2,000");
    expect(card).toHaveTextContent("24,000");
    expect(card).toHaveTextContent("Jan 5, 2023 – Jul 1, 2026");
    expect(card).toHaveTextContent("3 of them are here already");
    expect(card).toHaveTextContent("the file ends in the middle of it");
    expect(card).toHaveTextContent("and 1 more");
    await userEvent.click(screen.getByRole("switch", { name: "Bring back 1 that you deleted for good" }));
    await userEvent.click(screen.getByRole("button", { name: "Import 2,000 conversations" }));
    expect(core.callsOf("import_start")).toEqual([{ path: "/home/me/export.zip", deleted_too: true }]);

    await screen.findByRole("progressbar", { name: "Progress of the import" });
    act(() => core.imports.tell(running));
    await waitFor(() => expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "25"));
    expect(screen.queryByRole("button", { name: "Choose a file" })).toBeNull();

    act(() => core.imports.tell({ type: "ended", ...importReport, lost_files: 2 }));
    const report = await screen.findByRole("region", { name: "“export.zip” is imported" });
    expect(report).toHaveTextContent("2 files are named in the export and not in it.");
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: /is imported/ })).toBeNull());
  });

  it("goes on with what was cut off, and with what was cancelled", async () => {
    const core = new FakeCore();
    core.imports.status = { type: "interrupted", path: "/x.zip", name: "x.zip", deleted_too: true };
    renderPage(core);
    await userEvent.click(await screen.findByRole("button", { name: "Go on" }));
    await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    await screen.findByRole("region", { name: "The import of “export.zip” was cancelled" });
    await userEvent.click(screen.getByRole("button", { name: "Go on" }));
    expect(core.callsOf("import_start")).toEqual([
      { path: "/x.zip", deleted_too: true },
      { path: "/home/me/export.zip", deleted_too: false },
    ]);
  });

  it("says so when a file is no export, and takes a path by keyboard", async () => {
    const core = new FakeCore();
    core.imports.preview = null;
    renderPage(core);
    await userEvent.type(
      await screen.findByRole("textbox", { name: "Path of an export" }),
      " /a/b.json {Enter}",
    );
    expect(await screen.findByRole("alert")).toHaveTextContent("no export that Parlance knows");
    expect(core.callsOf("import_preview")).toEqual([{ path: "/a/b.json" }]);
  });

  it("looks into what was brought from elsewhere, once", async () => {
    const core = new FakeCore();
    renderPage(core);
    act(() => offerImport("/dropped.zip"));
    await screen.findByRole("region", { name: /ChatGPT export/ });
    expect(core.callsOf("import_preview").at(-1)).toEqual({ path: "/dropped.zip" });
    expect(useImportRequest.getState().path).toBeNull();
  });

  it("tells who went elsewhere that the import has ended", async () => {
    const core = new FakeCore();
    renderPage(core);
    await userEvent.click(await screen.findByRole("button", { name: "Choose a file" }));
    await userEvent.click(await screen.findByRole("button", { name: "Import 2,000 conversations" }));
    await screen.findByRole("progressbar");
    act(() => useNavigation.getState().openChat(null));
    act(() => core.imports.tell({ type: "ended", ...importReport }));
    await waitFor(() => expect(useToasts.getState().toasts[0]?.text).toBe("“export.zip” is imported"));
    act(() => useToasts.getState().toasts[0]?.action?.run());
    expect(useNavigation.getState().view).toEqual({ kind: "settings", section: "data", provider: null });
  });
});
