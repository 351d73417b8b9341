import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import "@/i18n/en/settings";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { useHistoryFileRows } from "./history-files";

function Rows() {
  return useHistoryFileRows().map((row) => <div key={row.id}>{row.element}</div>);
}

function withFolder(): FakeCore {
  const core = new FakeCore();
  core.state.data.backups.settings.folder = "/media/drive";
  return core;
}

describe("Backups", () => {
  it("asks for a folder first and shows the rest then", async () => {
    const { core } = renderWithCore(<Rows />);
    const folder = await screen.findByRole("textbox", { name: "Folder for backups" });
    expect(screen.queryByRole("button", { name: "Back up now" })).toBeNull();
    await userEvent.type(folder, "/media/drive{Enter}");
    expect(await screen.findByText("Backups go there from now on.")).toBeVisible();
    await userEvent.click(await screen.findByRole("button", { name: "Back up now" }));
    const list = await screen.findByRole("region", { name: "Backups in this folder" });
    expect(await within(list).findByRole("button", { name: /^Restore the backup of/ })).toBeVisible();
    await userEvent.click(screen.getByRole("radio", { name: "Every week" }));
    await waitFor(() => expect(core.state.data.backups.settings.interval).toBe("weekly"));
  });

  it("keeps a folder that was chosen, and restores from a file that was", async () => {
    const { core } = renderWithCore(<Rows />);
    await userEvent.click(await screen.findByRole("button", { name: "Choose… (Folder for backups)" }));
    expect(await screen.findByText("Backups go there from now on.")).toBeVisible();
    expect(core.state.data.backups.settings.folder).toBe("/media/drive");
    await userEvent.click(screen.getByRole("button", { name: "Choose… (Path of the file)" }));
    expect(await screen.findByRole("dialog", { name: "Restore" })).toHaveTextContent(
      "/media/drive/parlance.db",
    );
  });

  it("says why a folder is refused, and keeps what was typed", async () => {
    const core = new FakeCore();
    core.on("save_backups", () => {
      throw new IpcError("invalid", "Choose a folder outside of the data folder.");
    });
    renderWithCore(<Rows />, core);
    const folder = await screen.findByRole("textbox", { name: "Folder for backups" });
    await userEvent.type(folder, "/home/me{Enter}");
    expect(await screen.findByText("Choose a folder outside of the data folder.")).toBeVisible();
    expect(folder).toHaveValue("/home/me");
  });

  it("seals only with a passphrase, which goes in and never comes out", async () => {
    const core = withFolder();
    renderWithCore(<Rows />, core);
    await userEvent.click(await screen.findByRole("switch", { name: "With a passphrase" }));
    expect(core.callsOf("save_backups")).toEqual([]);
    const field = screen.getByLabelText("Passphrase for backups");
    await userEvent.type(field, "correct horse{Enter}");
    await waitFor(() => expect(core.state.data.backups.settings.sealed).toBe(true));
    expect(core.callsOf("save_backups")[0]?.passphrase).toBe("correct horse");
    await waitFor(() => expect(field).toHaveValue(""));
  });

  it("shows what a restore would bring before it does it", async () => {
    const core = withFolder();
    core.state.data.report = { ...core.state.data.report, new: 2, messages: 40, in_trash: 1 };
    renderWithCore(<Rows />, core);
    await userEvent.click(await screen.findByRole("button", { name: "Back up now" }));
    await userEvent.click(await screen.findByRole("button", { name: /^Restore the backup of/ }));
    const dialog = await screen.findByRole("dialog", { name: "Restore" });
    expect(await within(dialog).findByText("2 new conversations")).toBeVisible();
    expect(within(dialog).getByText("1 is in the trash and stays there")).toBeVisible();
    expect(core.callsOf("restore_backup")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Restore" }));
    expect(await within(dialog).findByText("This is in your history now:")).toBeVisible();
    await userEvent.click(within(dialog).getByRole("button", { name: "Done" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("asks for the passphrase of a file, again where it was wrong", async () => {
    const core = withFolder();
    core.on("preview_restore", ({ passphrase }) => {
      if (passphrase !== "right one") throw new IpcError("invalid", "This is not the passphrase.");
      return core.state.data.report;
    });
    renderWithCore(<Rows />, core);
    await userEvent.type(await screen.findByLabelText("Path of the file"), "/a/b.zip.age{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "Restore" });
    const type = (text: string) =>
      userEvent.type(within(dialog).getByLabelText("Passphrase of this backup"), text);
    await type("wrong{Enter}");
    expect(await within(dialog).findByText("This is not the passphrase.")).toBeVisible();
    await userEvent.clear(within(dialog).getByLabelText("Passphrase of this backup"));
    await type("right one{Enter}");
    expect(await within(dialog).findByText("Everything in it is here already.")).toBeVisible();
  });
});

describe("ExportAll", () => {
  it("wants the passphrase twice", async () => {
    const { core } = renderWithCore(<Rows />);
    await userEvent.type(await screen.findByLabelText("Passphrase, if you want one"), "correct horse");
    await userEvent.type(screen.getByLabelText("The passphrase again"), "correct house");
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    expect(await screen.findByText("The two passphrases differ.")).toBeVisible();
    expect(core.callsOf("export_everything")).toEqual([]);
    await userEvent.clear(screen.getByLabelText("The passphrase again"));
    await userEvent.type(screen.getByLabelText("The passphrase again"), "correct horse");
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await waitFor(() => expect(useToasts.getState().toasts[0]?.text).toMatch(/history\.zip\.age/));
  });
});

describe("StorageUse", () => {
  it("measures when asked to, and asks before copies go", async () => {
    const { core } = renderWithCore(<Rows />);
    const show = await screen.findByRole("button", { name: "Show what takes room" });
    expect(core.callsOf("storage")).toEqual([]);
    await userEvent.click(show);
    const table = await screen.findByRole("table", { name: "Storage" });
    expect(within(table).getByRole("row", { name: /^Database 2.4 MB/ })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Clean up: Remove old copies" }));
    expect(core.callsOf("clean_up")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Remove them" }));
    expect(await screen.findByText("7.2 MB before, 2.4 MB now.")).toBeVisible();
    expect(core.callsOf("clean_up")).toEqual([{ what: "old_copies" }]);
  });

  it("says what an empty trash gives back, asks, and tells what came of it", async () => {
    const core = new FakeCore();
    Object.assign(core.state.data.storage, { backups: 3_000_000, backup_count: 2 });
    renderWithCore(<Rows />, core);
    await userEvent.click(await screen.findByRole("button", { name: "Show what takes room" }));
    expect(await screen.findByRole("row", { name: /^2 backups in your folder 3 MB/ })).toBeVisible();
    expect(screen.getByText(/in the trash for good: about 40 kB/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Clean up: Empty the trash" }));
    expect(screen.getByRole("button", { name: "Keep them" })).toHaveFocus();
    core.on("clean_up", () => {
      core.state.data.storage.trash = 0;
      return { before: 40_000, after: 0 };
    });
    await userEvent.click(screen.getByRole("button", { name: "Delete for good" }));
    const said = await screen.findByText("40 kB before, 0 bytes now.");
    await waitFor(() => expect(said).toHaveFocus());
    expect(core.callsOf("clean_up")).toEqual([{ what: "trash" }]);
  });
});
