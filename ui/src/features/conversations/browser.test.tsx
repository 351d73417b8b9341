import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { message } from "@/ipc/fake/state";
import { useNavigation } from "@/lib/navigation";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { ConversationBrowser } from "./browser";

function coreWith(...entries: [id: string, title: string, text: string][]): FakeCore {
  const core = new FakeCore();
  for (const [index, [id, title, text]] of entries.entries()) {
    const messages = [message({ id: `${id}-m`, role: "user", source: text })];
    core.state.conversations.set(id, {
      updatedAt: Date.now() - index * 1000,
      trashed: false,
      view: { id, title, model: null, has_earlier: false, draft: "", messages },
    });
  }
  return core;
}

const two = () => coreWith(["a", "Bread", "rye and wheat"], ["b", "Letters", "to the landlord"]);
const list = () => screen.findByRole("list", { name: "Conversations" });
const field = () => screen.getByRole("searchbox", { name: "Search conversations" });

describe("the list", () => {
  it("shows conversations, newest first, and opens one", async () => {
    renderWithCore(<ConversationBrowser />, two());
    await screen.findByText("Letters");
    const items = within(await list()).getAllByRole("listitem");
    expect(items.map((item) => within(item).getAllByRole("button")[0]?.textContent)).toEqual([
      "Bread",
      "Letters",
    ]);
    await userEvent.click(screen.getByRole("button", { name: "Letters" }));
    expect(useNavigation.getState().view).toEqual({ kind: "chat", conversation: "b" });
    expect(screen.getByRole("button", { name: "Letters" })).toHaveAttribute("aria-current", "page");
  });

  it("reads a conversation when its row is pressed, before the click that opens it", async () => {
    const { core } = renderWithCore(<ConversationBrowser />, two());
    const row = await screen.findByRole("button", { name: "Letters" });
    await userEvent.pointer({ keys: "[MouseLeft>]", target: row });
    await waitFor(() => expect(core.callsOf("open_conversation")).toEqual([{ conversation: "b" }]));
    expect(useNavigation.getState().view).not.toEqual({ kind: "chat", conversation: "b" });
  });

  it("reads a conversation that the pointer rests on", async () => {
    const { core } = renderWithCore(<ConversationBrowser />, two());
    await userEvent.hover(await screen.findByRole("button", { name: "Letters" }));
    await waitFor(() => expect(core.callsOf("open_conversation")).toEqual([{ conversation: "b" }]));
  });

  it("marks where an answer has ended that nobody has read, until it is opened", async () => {
    const core = two();
    const entry = core.state.conversations.get("a");
    if (entry) entry.unread = true;
    renderWithCore(<ConversationBrowser />, core);
    const row = await screen.findByRole("button", { name: /new answer.*Bread/ });
    await userEvent.click(row);
    expect(row).toHaveAccessibleName("Bread");
  });

  it("marks what is being written", async () => {
    const core = two();
    const [first] = core.state.conversations.get("a")?.view.messages ?? [];
    if (first) first.state = "streaming";
    renderWithCore(<ConversationBrowser />, core);
    expect(await screen.findByRole("button", { name: /answer is being written.*Bread/ })).toBeVisible();
  });

  it("renames in place with F2 and Enter", async () => {
    const { core } = renderWithCore(<ConversationBrowser />, two());
    (await screen.findByRole("button", { name: "Bread" })).focus();
    await userEvent.keyboard("{F2}");
    const title = await screen.findByRole("textbox", { name: "New title" });
    await userEvent.clear(title);
    await userEvent.type(title, "  Sourdough {Enter}");
    expect(await screen.findByRole("button", { name: "Sourdough" })).toBeVisible();
    expect(core.callsOf("rename_conversation")).toEqual([{ conversation: "a", title: "Sourdough" }]);
  });

  it("leaves the title alone on Escape and on an empty one", async () => {
    const { core } = renderWithCore(<ConversationBrowser />, two());
    for (const keys of ["Other{Escape}", "{Enter}"]) {
      (await screen.findByRole("button", { name: "Bread" })).focus();
      await userEvent.keyboard("{F2}");
      await userEvent.clear(await screen.findByRole("textbox", { name: "New title" }));
      await userEvent.keyboard(keys);
    }
    expect(await screen.findByRole("button", { name: "Bread" })).toBeVisible();
    expect(core.callsOf("rename_conversation")).toEqual([]);
  });

  it("deletes, leaves the deleted conversation, and brings it back on Undo", async () => {
    const { core } = renderWithCore(<ConversationBrowser />, two());
    await userEvent.click(await screen.findByRole("button", { name: "Bread" }));
    await userEvent.keyboard("{Delete}");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Bread" })).toBeNull());
    expect(useNavigation.getState().view).toEqual({ kind: "chat", conversation: null });
    expect(core.callsOf("change_conversations")).toEqual([
      { conversations: ["a"], change: { type: "trashed", set: true } },
    ]);

    await waitFor(() => expect(useToasts.getState().toasts).toHaveLength(1));
    const [toast] = useToasts.getState().toasts;
    expect(toast?.action?.label).toBe("Undo");
    act(() => toast?.action?.run());
    expect(await screen.findByRole("button", { name: "Bread" })).toBeVisible();
    expect(useNavigation.getState().view).toEqual({ kind: "chat", conversation: "a" });
  });

  it("puts a conversation back when the core could not delete it, and says why", async () => {
    const core = two();
    core.on("change_conversations", () => {
      throw new IpcError("disk_full", "no space left");
    });
    renderWithCore(<ConversationBrowser />, core);
    (await screen.findByRole("button", { name: "Bread" })).focus();
    await userEvent.keyboard("{Delete}");
    await waitFor(() => expect(useToasts.getState().toasts[0]?.text).toMatch(/disk is full.*no space left/));
    expect(await screen.findByRole("button", { name: "Bread" })).toBeVisible();
  });
});

describe("the search", () => {
  it("finds a word in a message and opens the conversation at it", async () => {
    const { core } = renderWithCore(<ConversationBrowser />, two());
    await userEvent.type(field(), "landlord");
    const results = await screen.findByRole("list", { name: "Search results" });
    expect(await within(results).findByText("landlord")).toHaveProperty("tagName", "MARK");
    expect(within(results).getAllByRole("listitem")).toHaveLength(1);
    await userEvent.click(within(results).getByRole("button"));
    await waitFor(() =>
      expect(useNavigation.getState().reveal).toEqual({
        conversation: "b",
        message: "b-m",
        words: ["landlord"],
        focus: false,
      }),
    );
    expect(core.callsOf("reveal_message")).toEqual([{ conversation: "b", message: "b-m" }]);
  });

  it("opens a hit in the title alone without a message", async () => {
    renderWithCore(<ConversationBrowser />, two());
    await userEvent.type(field(), "Bread{Enter}");
    await waitFor(() => expect(useNavigation.getState().view).toEqual({ kind: "chat", conversation: "a" }));
    expect(useNavigation.getState().reveal).toBeNull();
  });

  it("walks from the field through the results and back with the arrows", async () => {
    const core = coreWith(["a", "One", "tea"], ["b", "Two", "tea"]);
    renderWithCore(<ConversationBrowser />, core);
    await userEvent.type(field(), "tea");
    const buttons = within(await screen.findByRole("list", { name: "Search results" })).getAllByRole(
      "button",
    );
    await userEvent.keyboard("{ArrowDown}");
    expect(buttons[0]).toHaveFocus();
    await userEvent.keyboard("{ArrowDown}");
    expect(buttons[1]).toHaveFocus();
    await userEvent.keyboard("{ArrowUp}{ArrowUp}");
    await waitFor(() => expect(field()).toHaveFocus());
  });

  it("says when nothing matches, and Escape brings the list back", async () => {
    renderWithCore(<ConversationBrowser />, two());
    await userEvent.type(field(), "zebra");
    expect(await screen.findByText("Nothing matches “zebra”.")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    expect(field()).toHaveValue("");
    expect(await screen.findByRole("button", { name: "Bread" })).toBeVisible();
  });
});
