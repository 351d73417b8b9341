import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { message } from "@/ipc/fake/state";
import type { MessageView } from "@/ipc/generated";
import { useModelChoices } from "@/lib/model-choice";
import { useNavigation } from "@/lib/navigation";
import { useToasts } from "@/lib/toasts";
import { resetTurns } from "./public";
import { answer, coreWith, model, question, show, startTurn, text } from "./transcript.fixture";

beforeEach(() => {
  resetTurns();
});

const editor = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Edit your question" });
const article = (name: string) => screen.findByRole("article", { name });

async function edit() {
  await userEvent.click(within(await article("You")).getByRole("button", { name: "Edit" }));
  return editor();
}

async function choose(name: string, item: string) {
  await userEvent.click(within(await article(name)).getByRole("button", { name: "More" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
}

describe("versions of an answer", () => {
  const version = (id: string, index: number) =>
    answer({ id, source: id, siblings: { ids: ["one", "two"], index } });

  it("keep the focus on the way from one to the next", async () => {
    const core = coreWith(question(), version("two", 1));
    core.on("select_sibling", ({ message: id }) => {
      const conversation = core.state.conversations.get("c");
      if (!conversation) throw new IpcError("not_found", "It has gone.");
      const messages = [question(), version(id, id === "one" ? 0 : 1)];
      conversation.view = { ...conversation.view, messages };
      return conversation.view;
    });
    show(core);
    (await screen.findByRole("button", { name: "Previous version" })).focus();
    await userEvent.keyboard("{Enter}");
    // There is none before it: the way on is the next stop.
    await waitFor(() => expect(screen.getByRole("button", { name: "Next version" })).toHaveFocus());
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByRole("button", { name: "Previous version" })).toHaveFocus());
  });
});

describe("editing a question", () => {
  it("sends another version on Enter, with the model of the picker", async () => {
    const { core } = show(coreWith(question(), answer()));
    const field = await edit();
    expect(field).toHaveFocus();
    expect(field).toHaveValue("Why?");
    await userEvent.keyboard(" Really?{Shift>}{Enter}{/Shift}Tell.{Enter}");
    await waitFor(() =>
      expect(core.callsOf("edit_question")).toEqual([
        { conversation: "c", message: "q", text: "Why? Really?\nTell.", model },
      ]),
    );
    expect(await article("You")).toHaveTextContent("2/2");
    expect(screen.queryByRole("textbox", { name: "Edit your question" })).toBeNull();
  });

  it("leaves on Escape, keeps what was typed and gives the focus back", async () => {
    const { core } = show(coreWith(question(), answer()));
    await edit();
    await userEvent.keyboard(" Or not{Escape}");
    expect(screen.queryByRole("textbox")).toBeNull();
    await waitFor(() => expect(screen.getByRole("button", { name: "Edit" })).toHaveFocus());
    expect(await article("You")).toHaveTextContent("Why?");
    expect(await edit()).toHaveValue("Why? Or not");
    expect(core.callsOf("edit_question")).toEqual([]);
  });

  it("says why it was not sent, and keeps the words", async () => {
    const core = coreWith(question(), answer());
    core.on("edit_question", () => {
      throw new IpcError("disk_full", "The disk is full.");
    });
    show(core);
    const field = await edit();
    await userEvent.clear(field);
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Write a message first.");
    await userEvent.keyboard("Other words{Enter}");
    await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent("What you wrote is kept."));
    expect(field).toHaveValue("Other words");
  });

  it("waits while an answer is being written", async () => {
    const core = coreWith(question(), answer());
    show(core);
    await startTurn(core);
    await userEvent.click(screen.getAllByRole("button", { name: "Edit" })[0] as HTMLElement);
    await editor();
    await userEvent.keyboard("!{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("An answer is still being written.");
    expect(core.callsOf("edit_question")).toEqual([]);
  });
});

describe("a branch", () => {
  it("is deleted and comes back", async () => {
    const { core } = show(coreWith(question(), answer()));
    await choose("Assistant", "Delete from here on");
    await waitFor(() => expect(screen.queryByRole("article", { name: "Assistant" })).toBeNull());
    const toast = useToasts.getState().toasts[0];
    expect(toast?.text).toBe("The answer and what followed it were deleted.");
    await act(async () => toast?.action?.run());
    expect(await article("Assistant")).toBeInTheDocument();
    expect(core.callsOf("restore_branch")).toEqual([{ conversation: "c", message: "a" }]);
  });

  it("leaves a question that can be asked again, and an empty conversation that says so", async () => {
    const { core } = show(coreWith(question(), answer()));
    await choose("Assistant", "Delete from here on");
    await userEvent.click(await screen.findByRole("button", { name: "Ask again" }));
    await waitFor(() =>
      expect(core.callsOf("regenerate")).toEqual([{ conversation: "c", message: "q", model }]),
    );
    await choose("You", "Delete from here on");
    expect(await screen.findByText(/Nothing is left here/)).toBeInTheDocument();
  });

  it("becomes a conversation of its own that is opened", async () => {
    const { core } = show(coreWith(question(), answer()));
    await choose("You", "Branch into a new conversation");
    await waitFor(() =>
      expect(core.callsOf("branch_off")).toEqual([
        { conversation: "c", message: "q", title: "Branch: Title" },
      ]),
    );
    const { view } = useNavigation.getState();
    expect(view).toEqual({ kind: "chat", conversation: expect.stringContaining("conversation-") });
  });

  it("says what did not work", async () => {
    const core = coreWith(question(), answer());
    core.on("trash_branch", () => {
      throw new IpcError("busy", "Still written.");
    });
    show(core);
    await choose("You", "Delete from here on");
    await waitFor(() => expect(useToasts.getState().toasts[0]?.tone).toBe("error"));
    expect(await article("Assistant")).toBeInTheDocument();
  });

  it("is asked of another model from the menu", async () => {
    const core = coreWith(question(), answer());
    const { core: asked } = show(core);
    await choose("Assistant", "Ask another model");
    await userEvent.click(await screen.findByRole("option", { name: /Guide/ }));
    const guide = { provider: "guide", model: "guide" };
    await waitFor(() =>
      expect(asked.callsOf("regenerate")).toEqual([{ conversation: "c", message: "a", model: guide }]),
    );
    expect(useModelChoices.getState().chosen, "the picker stays").toEqual({});
  });
});

describe("answers side by side", () => {
  const compared = (...answers: MessageView[]) => {
    const core = coreWith(question());
    const entry = core.state.conversations.get("c");
    if (entry) entry.view.comparison = { answers };
    return core;
  };
  const second = (fields: Partial<MessageView> = {}) =>
    answer({ id: "b", model_name: "Other", parts: [text("<p>That.</p>")], ...fields });

  it("are columns with their models, of which one is picked", async () => {
    const { core, container } = show(compared(answer({ parts: [text("<p>This.</p>")] }), second()));
    const section = await screen.findByRole("region", { name: "2 answers side by side" });
    expect(within(section).getByRole("region", { name: "Llama 3.3" })).toHaveTextContent("This.");
    expect(within(section).getByRole("region", { name: "Other" })).toHaveTextContent("That.");
    expect(within(section).queryByRole("button", { name: "Regenerate" })).toBeNull();
    expect((await axe.run(container)).violations.map(({ id }) => id)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Go on with the answer of Other" }));
    await waitFor(() => expect(core.callsOf("pick_answer")).toEqual([{ conversation: "c", message: "b" }]));
    await waitFor(() => expect(screen.queryByRole("region", { name: /side by side/ })).toBeNull());
    expect(await article("Assistant")).toHaveTextContent("That.");
  });

  it("ask whoever failed again in its own column", async () => {
    const error = { code: "network", message: "No connection." } as const;
    const { core } = show(compared(answer(), second({ state: "failed", parts: [], source: "", error })));
    await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
    await waitFor(() =>
      expect(core.callsOf("continue_message")).toEqual([{ conversation: "c", message: "b" }]),
    );
    expect(core.callsOf("regenerate")).toEqual([]);
  });
});

describe("the map of all branches", () => {
  it("is worked with the keyboard and goes where Enter says", async () => {
    const core = coreWith(question(), answer());
    core.on("conversation_map", () => ({
      leaf: "a",
      entries: [
        { id: "q", parent: null, role: "user", state: "complete", excerpt: "Why?", model_name: null },
        { id: "a", parent: "q", role: "assistant", state: "complete", excerpt: "So.", model_name: "L" },
        { id: "b", parent: "q", role: "assistant", state: "complete", excerpt: "Not so.", model_name: "M" },
      ],
    }));
    core.on("reveal_message", ({ message: wanted }) => ({
      id: "c",
      title: "Title",
      model,
      messages: [question(), message({ id: wanted, role: "assistant", source: "Not so." })],
      has_earlier: false,
      draft: "",
    }));
    show(core);
    await choose("You", "Show all branches");
    const tree = await screen.findByRole("tree", { name: "All branches" });
    expect(tree).toHaveFocus();
    const lines = () =>
      within(tree)
        .getAllByRole("treeitem")
        .map((line) => line.textContent);
    expect(lines()).toEqual(["YouWhy?", "MNot so.", "LSo."]);
    const active = () => document.getElementById(tree.getAttribute("aria-activedescendant") ?? "");
    expect(active()).toHaveTextContent("So.");
    expect(active()).toHaveAttribute("aria-current", "true");
    expect((await axe.run(screen.getByRole("dialog"))).violations.map(({ id }) => id)).toEqual([]);
    await userEvent.keyboard("{Home}{ArrowLeft}");
    expect(lines()).toEqual(["YouWhy?", "LSo."]);
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(active()).toHaveTextContent("Not so.");
    expect(active()).toHaveAttribute("aria-level", "2");
    await userEvent.keyboard("{Enter}");
    await waitFor(() =>
      expect(core.callsOf("reveal_message")).toEqual([{ conversation: "c", message: "b" }]),
    );
    expect(await article("Assistant")).toHaveAttribute("data-message", "b");
  });
});
