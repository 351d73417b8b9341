import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { useNavigation } from "@/lib/navigation";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { resetStores } from "@/test/stores";
import { CutOffImport } from "./cut-off-import";

const cutOff = {
  type: "interrupted",
  path: "/home/me/export.zip",
  name: "export.zip",
  deleted_too: true,
} as const;

function start(core = new FakeCore()) {
  core.imports.status = cutOff;
  return renderWithCore(
    <>
      <textarea aria-label="Message" data-focus-home="" />
      <CutOffImport />
    </>,
    core,
  );
}

beforeEach(resetStores);

describe("an import that was cut off", () => {
  it("is offered, and goes on as it was begun", async () => {
    const { core } = start();
    expect(await screen.findByRole("status")).toHaveTextContent("The import of “export.zip” was cut off");
    await userEvent.click(screen.getByRole("button", { name: "Go on" }));
    await waitFor(() => expect(screen.queryByRole("status")).toBeNull());
    expect(core.callsOf("import_start")).toEqual([{ path: "/home/me/export.zip", deleted_too: true }]);
  });

  it("can wait, and is not forgotten", async () => {
    const { core } = start();
    await userEvent.click(await screen.findByRole("button", { name: "Not now" }));
    expect(screen.queryByRole("status")).toBeNull();
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Message" })).toHaveFocus());
    expect(core.imports.status).toEqual(cutOff);
    expect(core.callsOf("import_dismiss")).toEqual([]);
  });

  it("says why it does not go on, and stays", async () => {
    const core = new FakeCore();
    core.on("import_start", () => {
      throw new IpcError("not_found", "This file is not there any more.");
    });
    start(core);
    await userEvent.click(await screen.findByRole("button", { name: "Go on" }));
    await waitFor(() =>
      expect(useToasts.getState().toasts[0]?.text).toContain("This file is not there any more."),
    );
    expect(screen.getByRole("button", { name: "Go on" })).toBeEnabled();
  });

  it("is left to Settings where they are open", async () => {
    start();
    await screen.findByRole("status");
    act(() => useNavigation.getState().openSettings("data"));
    expect(screen.queryByRole("status")).toBeNull();
  });
});
