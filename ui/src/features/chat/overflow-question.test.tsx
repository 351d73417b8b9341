import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message } from "@/ipc/fake/state";
import type { ContextGauge } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { OverflowQuestion, resetTurns } from "./public";
import { Transcript } from "./transcript";

const model = { provider: "groq", model: "llama" };
const full: ContextGauge = {
  used_tokens: 9_000,
  context_tokens: 8_000,
  estimated: false,
  chosen: null,
  overflow: { left_out: 4, to_summarise: 3, summary_cost: null },
};
let core: FakeCore;

beforeEach(() => {
  resetTurns();
  core = new FakeCore(firstRun());
  const question = message({ id: "q", role: "user", source: "Why?" });
  const answer = message({ id: "a", role: "assistant", source: "Half an", state: "interrupted", model });
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: { id: "c", title: "Title", model, messages: [question, answer], has_earlier: false, draft: "" },
  });
  core.on("answer_gauge", () => full);
});

function show() {
  renderWithCore(
    <>
      <Transcript conversation="c" />
      <OverflowQuestion />
    </>,
    core,
  );
  act(() => useNavigation.getState().openChat("c"));
}

const dialog = async () =>
  within(await screen.findByRole("dialog", { name: "This conversation is too long" }));

describe("an answer that is asked for again in a conversation that is too long", () => {
  it.each([
    ["Regenerate", "regenerate", false],
    ["Continue", "continue_message", true],
  ] as const)("waits for a choice behind %s", async (button, command, goesOn) => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: button }));
    const choices = await dialog();
    expect(core.callsOf(command)).toEqual([]);
    expect(core.callsOf("answer_gauge")).toEqual([
      { conversation: "c", message: "a", model: goesOn ? null : model, goes_on: goesOn },
    ]);
    await userEvent.click(choices.getByRole("button", { name: /Summarise the oldest/ }));
    await waitFor(() =>
      expect(core.callsOf(command)).toMatchObject([{ conversation: "c", message: "a", overflow: "compact" }]),
    );
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("stays as it is for whoever cancels", async () => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Regenerate" }));
    await userEvent.click((await dialog()).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(core.callsOf("regenerate")).toEqual([]);
  });

  it("is asked for at once where the core has nothing to ask, or cannot say", async () => {
    core.on("answer_gauge", () => {
      throw new Error("away");
    });
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Regenerate" }));
    await waitFor(() => expect(core.callsOf("regenerate")).toHaveLength(1));
  });
});
