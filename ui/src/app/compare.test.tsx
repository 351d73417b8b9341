import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { resetTurns } from "@/features/chat/public";
import { Transcript } from "@/features/chat/transcript";
import { Composer } from "@/features/composer/composer";
import { resetDrafts } from "@/features/composer/drafts";
import { useOutbox } from "@/features/composer/outbox";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message, modelView } from "@/ipc/fake/state";
import { renderWithCore } from "@/test/render";

const guide = { provider: "guide", model: "guide" };
const local = (model: string) => ({ provider: "ollama", model });

let core: FakeCore;

beforeEach(() => {
  resetTurns();
  useOutbox.setState(useOutbox.getInitialState(), true);
  resetDrafts();
  core = new FakeCore(firstRun());
  core.state.models.push({
    provider: "ollama",
    name: "Ollama",
    kind: "local",
    availability: { type: "ready" },
    models: ["one", "two", "three", "four"].map((name) => modelView("ollama", name)),
  });
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: {
      id: "c",
      title: "Title",
      model: guide,
      messages: [message({ id: "q", role: "user", source: "Before?" })],
      has_earlier: false,
      draft: "",
    },
  });
});

async function show() {
  renderWithCore(
    <>
      <Transcript conversation="c" />
      <Composer conversation="c" />
    </>,
    core,
  );
  await screen.findByRole("button", { name: "Model: Guide" });
  return screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
}

async function add(name: string) {
  await userEvent.click(await screen.findByRole("button", { name: "Compare with another model" }));
  await userEvent.click(await screen.findByRole("option", { name: new RegExp(`^${name}`) }));
}

describe("comparing models", () => {
  it("asks all of them with one question, once", async () => {
    const field = await show();
    await add("one");
    await add("two");
    await userEvent.click(screen.getByRole("button", { name: "Do not ask one" }));
    expect(field).toHaveFocus();
    await userEvent.keyboard("Which?{Enter}");
    await waitFor(() =>
      expect(core.callsOf("compare")).toEqual([
        { question: { conversation: "c", text: "Which?", model: guide }, others: [local("two")] },
      ]),
    );
    expect(core.turns.size).toBe(2);
    expect(await screen.findByRole("region", { name: "2 answers side by side" })).toBeInTheDocument();
    expect(screen.queryByRole("list", { name: "Models to compare" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Stop" }));
    expect([...core.turns.values()].map((turn) => turn.stopped)).toEqual([true, true]);
  });

  it("takes four models and no more", async () => {
    await show();
    for (const name of ["one", "two", "three"]) await add(name);
    expect(screen.getByRole("button", { name: "Four models are the most" })).toBeDisabled();
  });

  it("keeps a next question in the field until an answer is picked", async () => {
    const entry = core.state.conversations.get("c");
    const answers = ["a", "b"].map((id) => message({ id, role: "assistant", source: id, model: local(id) }));
    if (entry) entry.view.comparison = { answers };
    const field = await show();
    await screen.findByRole("region", { name: "2 answers side by side" });
    await userEvent.type(field, "And then?{Enter}");
    expect(await screen.findByText(/Choose first which answer you go on with/)).toBeInTheDocument();
    expect(field).toHaveValue("And then?");
    expect(core.callsOf("send_message")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Go on with the answer of b" }));
    await screen.findByRole("button", { name: "Model: b" });
    await userEvent.type(field, "{Enter}");
    await waitFor(() => expect(core.callsOf("send_message")).toHaveLength(1));
  });
});

describe("arrow up in the empty field", () => {
  it("edits the last question", async () => {
    const field = await show();
    await userEvent.type(field, "x{ArrowUp}");
    expect(screen.queryByRole("textbox", { name: "Edit your question" })).toBeNull();
    await userEvent.type(field, "{Backspace}{ArrowUp}");
    const editor = await screen.findByRole("textbox", { name: "Edit your question" });
    expect(editor).toHaveFocus();
    expect(editor).toHaveValue("Before?");
  });
});
