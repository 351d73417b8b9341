import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { resetTurns } from "@/features/chat/public";
import { resetAttaching } from "@/features/composer/attaching";
import { Composer } from "@/features/composer/composer";
import { resetDrafts } from "@/features/composer/drafts";
import { useOutbox } from "@/features/composer/outbox";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun } from "@/ipc/fake/state";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { Toaster } from "./toaster";
import { useAppEvents } from "./use-app-events";

const model = { provider: "guide", model: "guide" };
const most = 512 * 1024 * 1024;

let core: FakeCore;

beforeEach(() => {
  resetTurns();
  useOutbox.setState(useOutbox.getInitialState(), true);
  useToasts.setState(useToasts.getInitialState(), true);
  resetDrafts();
  resetAttaching();
  core = new FakeCore(firstRun());
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: { id: "c", title: "Title", model, messages: [], has_earlier: false, draft: "" },
  });
});

function Window() {
  useAppEvents();
  return (
    <>
      <Composer conversation="c" />
      <Toaster />
    </>
  );
}

async function show() {
  renderWithCore(<Window />, core);
  await screen.findByRole("button", { name: "Model: Guide" });
  return {
    field: screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" }),
    user: userEvent.setup(),
  };
}

const list = () => screen.findByRole("list", { name: "Attached files" });
const pasted = (files: File[], types = ["Files"]) => ({ clipboardData: { files, types, getData: () => "" } });

describe("files beside the draft", () => {
  it("shows what is kept, and sends it with the words", async () => {
    core.files.add("c", "notes.md", 4000);
    const { user } = await show();
    const chip = within(await list()).getByRole("listitem");
    expect(chip).toHaveTextContent("notes.md");
    expect(chip).toHaveTextContent("4 kB · about 1,000 tokens");
    await user.keyboard("Read this{Enter}");
    await waitFor(() =>
      expect(core.callsOf("send_files")).toEqual([
        { question: { conversation: "c", text: "Read this", model }, files: [1] },
      ]),
    );
    await waitFor(() => expect(screen.queryByRole("list", { name: "Attached files" })).toBeNull());
    expect(core.callsOf("send_message")).toEqual([]);
  });

  it("sends files without a word, and gives them back where that fails", async () => {
    core.files.add("c", "notes.md");
    core.on("send_files", () => {
      throw new IpcError("disk_full", "no room");
    });
    const { user } = await show();
    await list();
    await user.click(screen.getByRole("button", { name: "Send" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("no room");
    expect(within(await list()).getByRole("listitem")).toHaveTextContent("notes.md");
  });

  it("takes a pasted file in pieces", async () => {
    const { field } = await show();
    const bytes = new Uint8Array(9 * 1024 * 1024);
    fireEvent.paste(field, pasted([new File([bytes], "big.bin")]));
    await screen.findByRole("button", { name: "Remove big.bin" });
    expect(core.files.drafts.get("c")?.[0]?.size_bytes).toBe(bytes.length);
    expect(core.callsOf("begin_upload")).toEqual([
      { conversation: "c", name: "big.bin", size_bytes: bytes.length },
    ]);
  });

  it("asks the core for a picture that the page is not given, and leaves words alone", async () => {
    core.files.clipboard = "screenshot.png";
    const { field } = await show();
    fireEvent.paste(field, pasted([], ["text/plain"]));
    fireEvent.paste(field, pasted([new File(["x"], "image.png")], ["text/html", "Files"]));
    expect(core.callsOf("paste_picture")).toEqual([]);
    expect(core.callsOf("begin_upload")).toEqual([]);
    fireEvent.paste(field, pasted([], []));
    expect(within(await list()).getByRole("listitem")).toHaveTextContent("screenshot.png");
  });

  it("takes what is dropped anywhere and says so while it is over the window", async () => {
    const { field } = await show();
    act(() => core.files.drag("over"));
    expect(await screen.findByText("Drop files here to attach them")).toBeVisible();
    act(() => core.files.drag("left"));
    expect(screen.queryByText("Drop files here to attach them")).toBeNull();
    act(() => core.files.drag("dropped", ["a.txt", "b.txt"]));
    await screen.findByRole("button", { name: "Remove b.txt" });
    expect(
      within(await list())
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual([expect.stringContaining("a.txt"), expect.stringContaining("b.txt")]);
    expect(field).toHaveFocus();
  });

  it("says why files were not taken, and how large one may be", async () => {
    core.files.picked = ["huge.iso", "folder", "twice", "empty", "fine.txt"];
    core.files.refused.set("huge.iso", { type: "too_large", most_bytes: most });
    core.files.refused.set("folder", { type: "folder" });
    core.files.refused.set("twice", { type: "duplicate" });
    core.files.refused.set("empty", { type: "empty" });
    const { user, field } = await show();
    await user.click(screen.getByRole("button", { name: "Attach files" }));
    await screen.findByRole("button", { name: "Remove fine.txt" });
    const alert = screen.getByRole("alert");
    expect(alert).toHaveTextContent("huge.iso is too large. The most is 537 MB.");
    expect(alert).toHaveTextContent("folder is a folder. Attach the files in it.");
    expect(alert).toHaveTextContent("And one more.");
    expect(field).toHaveFocus();
    await user.click(within(alert).getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("removes with the keyboard, keeps the focus, and undoes it", async () => {
    for (const name of ["a", "b"]) core.files.add("c", name);
    const { user, field } = await show();
    (await screen.findByRole("button", { name: "Remove a" })).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Remove a" })).toBeNull());
    expect(screen.getByRole("button", { name: "Remove b" })).toHaveFocus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(field).toHaveFocus());
    const undo = await screen.findAllByRole("button", { name: "Undo" });
    await user.click(undo[0] as HTMLElement);
    expect(await screen.findByRole("button", { name: "Remove a" })).toBeVisible();
  });

  it("says what is wrong with a file, and lets it be sent all the same", async () => {
    core.files.known.set("scan.pdf", { content: { type: "unreadable", reason: "no_words" } });
    core.files.add("c", "scan.pdf");
    const { user } = await show();
    expect(within(await list()).getByRole("listitem")).toHaveTextContent("No words found, as in a scan.");
    await user.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(core.callsOf("send_files")).toHaveLength(1));
  });

  it("lets files wait with their message behind an answer", async () => {
    const { user } = await show();
    await user.keyboard("first{Enter}");
    await waitFor(() => expect(core.turns.size).toBe(1));
    act(() => void core.files.add("c", "later.txt"));
    await list();
    await user.click(screen.getByRole("button", { name: "Send after this answer" }));
    expect(screen.getByRole("group", { name: "Waiting message" })).toHaveTextContent("Next: later.txt");
    await waitFor(() => expect(screen.queryByRole("list", { name: "Attached files" })).toBeNull());
    await user.click(screen.getByRole("button", { name: "Edit the waiting message" }));
    expect(within(await list()).getByRole("listitem")).toHaveTextContent("later.txt");
  });
});
