import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { resetTurns } from "@/features/chat/public";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun } from "@/ipc/fake/state";
import type { ConversationView, MessageView } from "@/ipc/generated";
import { useComposerRequest } from "@/lib/composer-request";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { Composer } from "./composer";
import { resetDrafts } from "./drafts";
import { useOutbox } from "./outbox";

const model = { provider: "guide", model: "guide" };

let core: FakeCore;

beforeEach(() => {
  resetTurns();
  useOutbox.setState(useOutbox.getInitialState(), true);
  resetDrafts();
  core = new FakeCore(firstRun());
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: { id: "c", title: "Title", model, messages: [], has_earlier: false, draft: "" },
  });
});

async function show(conversation: string | null = "c") {
  const result = renderWithCore(<Composer conversation={conversation} />, core);
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
  await screen.findByRole("button", { name: "Model: Guide" });
  return { ...result, field, user: userEvent.setup() };
}

const sent = () => core.callsOf("send_message").map((call) => call.text);
const drafts = () => core.callsOf("save_draft");
const turn = () => [...core.turns.values()].at(-1);

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("Composer", () => {
  it("takes the focus, sends on Enter and breaks the line on Shift+Enter", async () => {
    const { field, user } = await show();
    expect(field).toHaveFocus();
    await user.keyboard("one{Shift>}{Enter}{/Shift}two");
    expect(sent()).toEqual([]);
    await user.keyboard("{Enter}");
    expect(core.callsOf("send_message")).toEqual([{ conversation: "c", text: "one\ntwo", model }]);
    expect(field).toHaveValue("");
  });

  it("does not send what an input method is still composing", async () => {
    const { field } = await show();
    fireEvent.input(field, { target: { value: "にほん" } });
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    // WebKit tells of the Enter that ends a composition after the composition's end, with this code.
    fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
    expect(sent()).toEqual([]);
    fireEvent.keyDown(field, { key: "Enter", keyCode: 13 });
    await waitFor(() => expect(sent()).toEqual(["にほん"]));
  });

  it("sends nothing that is empty or white space", async () => {
    const { user } = await show();
    expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
    await user.keyboard("   {Shift>}{Enter}{/Shift}  {Enter}");
    expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
    await user.keyboard("a");
    expect(screen.getByRole("button", { name: "Send" })).toBeEnabled();
    expect(sent()).toEqual([]);
  });

  it("shows Stop instead of Send while an answer is written", async () => {
    const { user } = await show();
    await user.keyboard("Hi{Enter}");
    const stop = await screen.findByRole("button", { name: "Stop" });
    expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
    await waitFor(() => expect(turn()?.watchers).toBe(1));
    await user.click(stop);
    expect(core.callsOf("stop_turn")).toEqual([{ turn: turn()?.id }]);
    expect(await screen.findByRole("button", { name: "Send" })).toBeInTheDocument();
  });

  it("stops a turn that had no id yet when Stop was pressed", async () => {
    const { promise: gate, resolve: answer } = deferred();
    const invoke = core.invoke.bind(core);
    core.invoke = async (command, args) => {
      if (command === "send_message") await gate;
      return invoke(command, args);
    };
    const { user } = await show();
    await user.keyboard("Hi{Enter}");
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    expect(core.callsOf("stop_turn")).toEqual([]);
    await act(async () => answer());
    await waitFor(() => expect(core.callsOf("stop_turn")).toHaveLength(1));
  });

  it("lets a message wait for the end of the answer, then sends it", async () => {
    const { field, user } = await show();
    await user.keyboard("first{Enter}");
    await waitFor(() => expect(turn()?.watchers).toBe(1));
    await user.keyboard("second{Enter}");
    expect(field).toHaveValue("");
    expect(screen.getByText("Next: second")).toBeVisible();
    expect(sent()).toEqual(["first"]);
    act(() => core.endTurn(turn()?.id ?? "", "complete", []));
    await waitFor(() => expect(sent()).toEqual(["first", "second"]));
    expect(screen.queryByText("Next: second")).toBeNull();
  });

  it("gives the waiting message back to be edited, and drops it when asked", async () => {
    const { field, user } = await show();
    await user.keyboard("first{Enter}");
    await user.keyboard("second{Enter}");
    await user.click(screen.getByRole("button", { name: "Edit the waiting message" }));
    expect(field).toHaveValue("second");
    expect(field).toHaveFocus();
    await user.keyboard(" thought{Enter}");
    expect(screen.getByText("Next: second thought")).toBeVisible();
    await user.keyboard("{ArrowUp}");
    expect(field).toHaveValue("second thought");
    await user.keyboard("{Enter}");
    await user.click(screen.getByRole("button", { name: "Remove the waiting message" }));
    expect(screen.queryByText(/Next:/)).toBeNull();
  });

  it("gives the waiting message back when the answer before it failed", async () => {
    const { field, user } = await show();
    await user.keyboard("first{Enter}");
    await waitFor(() => expect(turn()?.watchers).toBe(1));
    await user.keyboard("second{Enter}");
    act(() => core.endTurn(turn()?.id ?? "", "failed", [], { code: "network", message: "reset" }));
    await waitFor(() => expect(field).toHaveValue("second"));
    expect(sent()).toEqual(["first"]);
  });

  it("gives the waiting message back when the answer before it failed before it could be watched", async () => {
    const { field, user } = await show();
    core.watchTurn = async () => {
      throw new IpcError("not_found", "No such turn");
    };
    const { promise, resolve } = deferred();
    core.on("open_conversation", () =>
      promise.then(() => {
        const view = core.state.conversations.get("c")?.view as ConversationView;
        const answer = view.messages.at(-1) as MessageView;
        const error = { code: "network", message: "reset" } as const;
        return {
          ...view,
          messages: [...view.messages.slice(0, -1), { ...answer, turn: null, state: "failed", error }],
        };
      }),
    );
    await user.keyboard("first{Enter}");
    await user.keyboard("second{Enter}");
    expect(screen.getByText("Next: second")).toBeVisible();
    resolve();
    await waitFor(() => expect(field).toHaveValue("second"));
    expect(sent()).toEqual(["first"]);
  });

  it("takes a message that was not sent back and says why", async () => {
    core.on("send_message", () => {
      throw new IpcError("disk_full", "No space left on device");
    });
    const { field, user } = await show();
    await user.keyboard("precious{Enter}");
    await waitFor(() => expect(field).toHaveValue("precious"));
    expect(screen.getByRole("alert")).toHaveTextContent(/Not sent\..*No space left on device/);
  });

  it("leads to the key when that is why", async () => {
    core.on("send_message", () => {
      throw new IpcError("key", "No key for Groq");
    });
    const { user } = await show();
    await user.keyboard("x{Enter}");
    await user.click(await screen.findByRole("button", { name: "Open settings" }));
    expect(useNavigation.getState().view).toMatchObject({ kind: "settings", provider: "guide" });
  });

  it("refuses more than 8 MB with both sizes, and keeps the text", async () => {
    const { field } = await show();
    const text = "é".repeat(4_500_000);
    fireEvent.input(field, { target: { value: text } });
    fireEvent.keyDown(field, { key: "Enter" });
    expect(screen.getByRole("alert")).toHaveTextContent(/9 MB.*8 MB/);
    expect(sent()).toEqual([]);
    expect(field.value).toHaveLength(text.length);
  });

  it("says how large a large text is, and does not read it for a key", async () => {
    const { field } = await show();
    fireEvent.input(field, { target: { value: "x".repeat(2_000_000) } });
    expect(screen.getByText("2 MB")).toBeVisible();
    let reads = 0;
    const value = Object.getOwnPropertyDescriptor(
      HTMLTextAreaElement.prototype,
      "value",
    ) as PropertyDescriptor;
    Object.defineProperty(field, "value", {
      configurable: true,
      get: () => {
        reads += 1;
        return value.get?.call(field);
      },
      set: (text) => value.set?.call(field, text),
    });
    Object.defineProperty(field, "textLength", { configurable: true, get: () => 2_000_001 });
    for (let key = 0; key < 20; key += 1) field.dispatchEvent(new Event("input", { bubbles: true }));
    // React itself compares the value once for each event; nothing of ours may add to it.
    expect(reads).toBe(20);
  });

  it("keeps a pasted text of megabytes beside the field, saves it, and sends it after what is typed", async () => {
    const { field, user, unmount } = await show();
    const long = "a line\n".repeat(300_000);
    await user.keyboard("Summarise this:");
    fireEvent.paste(field, { clipboardData: { files: [], types: ["text/plain"], getData: () => long } });
    expect(field).toHaveValue("Summarise this:");
    expect(screen.getByText("Long text, 2.1 MB")).toBeVisible();
    expect(screen.getByRole("button", { name: "Send" })).toBeEnabled();
    const whole = `Summarise this:\n\n${long}`;
    await waitFor(() => expect(drafts().at(-1)?.text === whole).toBe(true));
    unmount();
    const again = await show();
    expect(again.field).toHaveValue("");
    await again.user.click(screen.getByRole("button", { name: "Send" }));
    expect(sent()[0] === whole).toBe(true);
    expect(screen.queryByText(/Long text/)).toBeNull();
  });

  it("leaves a short paste to the field", async () => {
    const { field } = await show();
    expect(
      fireEvent.paste(field, { clipboardData: { files: [], types: ["text/plain"], getData: () => "short" } }),
    ).toBe(true);
  });

  it("saves the draft after a pause, at once when the field is left, and shows it again", async () => {
    const { field, user, unmount } = await show();
    await user.keyboard("half a tho");
    await waitFor(() => expect(drafts().at(-1)).toEqual({ conversation: "c", text: "half a tho" }));
    const saved = drafts().length;
    await user.keyboard("ught");
    fireEvent.blur(field);
    expect(drafts().slice(saved)).toEqual([{ conversation: "c", text: "half a thought" }]);
    unmount();
    await show("c");
    expect(screen.getByRole("textbox", { name: "Message" })).toHaveValue("half a thought");
  });

  it("loads the draft that the core kept, of a conversation and of the new chat", async () => {
    core.state.newChatDraft = "kept for new";
    (core.state.conversations.get("c") ?? { view: { draft: "" } }).view.draft = "kept for c";
    const first = await show("c");
    await waitFor(() => expect(first.field).toHaveValue("kept for c"));
    first.unmount();
    const second = await show(null);
    await waitFor(() => expect(second.field).toHaveValue("kept for new"));
  });

  it("writes the draft again after a message that waited was sent, with what was typed meanwhile", async () => {
    const { user, unmount } = await show();
    await user.keyboard("first{Enter}");
    await waitFor(() => expect(sent()).toEqual(["first"]));
    await user.keyboard("second{Enter}");
    await user.keyboard("third");
    unmount();
    const before = drafts().length;
    act(() => turn()?.end("complete", null));
    await waitFor(() => expect(sent()).toEqual(["first", "second"]));
    await waitFor(() => expect(drafts().slice(before).at(-1)?.text).toBe("third"));
  });

  it("leaves no draft of a first message behind that was sent while it was being saved", async () => {
    const { user } = await show(null);
    await user.keyboard("Hello{Enter}");
    await waitFor(() => expect(sent()).toEqual(["Hello"]));
    await waitFor(() =>
      expect(
        drafts()
          .filter((saved) => saved.conversation === null)
          .at(-1)?.text,
      ).toBe(""),
    );
  });

  it("keeps what was typed into a field that went away before its draft came", async () => {
    const { promise, resolve } = deferred();
    core.on("new_chat_draft", () => promise.then(() => "kept"));
    const first = await show(null);
    await first.user.keyboard("typed");
    first.unmount();
    resolve();
    const second = await show(null);
    await waitFor(() => expect(second.field).toHaveValue("kept\n\ntyped"));
  });

  it("does not take a field that is not filled yet for an empty draft", async () => {
    const { promise, resolve } = deferred();
    core.on("new_chat_draft", () => promise.then(() => "kept"));
    const { field } = await show(null);
    // The window is shown after its first frame, which can be before the draft is there.
    fireEvent(document, new Event("visibilitychange"));
    resolve();
    await waitFor(() => expect(field).toHaveValue("kept"));
    expect(drafts()).toEqual([]);
  });

  it("keeps both what was typed before the draft came, and the draft", async () => {
    const { promise, resolve } = deferred();
    core.on("new_chat_draft", () => promise.then(() => "kept"));
    const { field, user } = await show(null);
    await user.keyboard("typed");
    fireEvent.blur(field);
    resolve();
    await waitFor(() => expect(field).toHaveValue("kept\n\ntyped"));
    await waitFor(() => expect(drafts().at(-1)?.text).toBe("kept\n\ntyped"));
  });

  it("keeps on disk what is on its way and what waits, too", async () => {
    const { user } = await show();
    await user.keyboard("first{Enter}");
    await user.keyboard("second{Enter}");
    await user.keyboard("third");
    await waitFor(() => expect(drafts().at(-1)?.text).toBe("second\n\nthird"));
  });

  it("says when the draft is not being saved", async () => {
    core.on("save_draft", () => {
      throw new IpcError("read_only", "The data folder is read-only");
    });
    const { user } = await show();
    await user.keyboard("x");
    expect(await screen.findByRole("alert")).toHaveTextContent("The data folder is read-only");
  });

  it("says when the draft could not be read, and reads it once that works again", async () => {
    let broken = true;
    core.on("new_chat_draft", () => {
      if (broken) throw new IpcError("internal", "disk I/O error");
      return "kept";
    });
    const { field, user } = await show(null);
    await user.keyboard("typed");
    expect(await screen.findByRole("alert")).toHaveTextContent("disk I/O error");
    fireEvent.blur(field);
    expect(drafts()).toEqual([]);
    broken = false;
    await waitFor(() => expect(field).toHaveValue("kept\n\ntyped"), { timeout: 5000 });
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("saves the draft by itself once that works again", async () => {
    let full = true;
    core.on("save_draft", () => {
      if (full) throw new IpcError("disk_full", "The disk is full");
    });
    const { user } = await show();
    await user.keyboard("x");
    await screen.findByRole("alert");
    full = false;
    await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument(), { timeout: 5000 });
    expect(drafts().at(-1)?.text).toBe("x");
  });

  it("opens the conversation that the first message has begun", async () => {
    const { user } = await show(null);
    await user.keyboard("Hello{Enter}");
    await waitFor(() =>
      expect(useNavigation.getState().view).toEqual({ kind: "chat", conversation: "conversation-1" }),
    );
    expect(core.callsOf("send_message")[0]?.conversation).toBeNull();
  });

  it("does what other parts of the window ask of it", async () => {
    const { field, user } = await show();
    act(() => useComposerRequest.getState().fill("Explain"));
    expect(field).toHaveValue("Explain");
    field.blur();
    act(() => useComposerRequest.getState().focus());
    expect(field).toHaveFocus();
    await user.keyboard(" this");
    expect(field).toHaveValue("Explain this");
  });
});
