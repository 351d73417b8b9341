import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { ExportDialog } from "./export-dialog";

describe("ExportDialog", () => {
  it("writes the chosen format, says where, and closes", async () => {
    const close = vi.fn();
    const { core } = renderWithCore(<ExportDialog conversations={["a", "b"]} onClose={close} />);
    expect(await screen.findByRole("dialog", { name: "Export 2 conversations" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Print or PDF" })).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "Web page" }));
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await waitFor(() => expect(close).toHaveBeenCalled());
    expect(core.callsOf("export_conversations")[0]).toMatchObject({
      conversations: ["a", "b"],
      format: "html",
    });
    expect(useToasts.getState().toasts[0]?.text).toBe("2 files are in /home/me/Downloads");
  });

  it("goes where the person says, and the name follows the format", async () => {
    const { core } = renderWithCore(<ExportDialog conversations={["a"]} onClose={vi.fn()} />);
    await userEvent.click(await screen.findByRole("button", { name: "Choose… (Save to)" }));
    const field = screen.getByRole("textbox", { name: "Save to" });
    await waitFor(() => expect(field).toHaveValue("/home/me/talk.md"));
    expect(core.callsOf("choose_path")).toEqual([
      { type: "export_one", conversation: "a", format: "markdown" },
    ]);
    await userEvent.click(screen.getByRole("radio", { name: "JSON" }));
    expect(field).toHaveValue("/home/me/talk.json");
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await waitFor(() => expect(core.callsOf("export_conversations")).toHaveLength(1));
    expect(core.callsOf("export_conversations")[0]).toMatchObject({ folder: "/home/me/talk.json" });
    // The folder of downloads is not where it went.
    expect(useToasts.getState().toasts[0]?.action).toBeUndefined();
  });

  it("prints one, and says what went wrong", async () => {
    const close = vi.fn();
    const core = new FakeCore();
    core.on("print_conversation", () => {
      throw new IpcError("internal", "The browser did not open");
    });
    renderWithCore(<ExportDialog conversations={["a"]} onClose={close} />, core);
    await userEvent.click(await screen.findByRole("button", { name: "Print or PDF" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The browser did not open");
    expect(close).not.toHaveBeenCalled();
  });
});
