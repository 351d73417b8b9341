import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { IpcError } from "@/ipc/error";
import type { FakeTurn } from "@/ipc/fake/turn";
import type { ErrorCode, MessageView } from "@/ipc/generated";
import { resetTurns } from "./public";
import { answer, coreWith, question, show, startTurn, text } from "./transcript.fixture";
import { useTurns } from "./turns";

beforeEach(() => {
  resetTurns();
});

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("Transcript", () => {
  it("shows messages as named articles in a log, with blocks as they came from the core", async () => {
    show(coreWith(question(), answer({ parts: [text("<p>Be<strong>cause</strong>.</p>")] })));
    const log = await screen.findByRole("log", { name: "Conversation" });
    expect(await within(log).findByRole("article", { name: "You" })).toHaveTextContent("Why?");
    const reply = within(log).getByRole("article", { name: "Assistant" });
    expect(reply).toHaveAttribute("data-status", "complete");
    expect(reply.querySelector("strong")).toHaveTextContent("cause");
    expect(log).toHaveAttribute("aria-busy", "false");
  });

  it("draws a message before the core has answered, once", async () => {
    const core = coreWith();
    const { promise: gate, resolve: answerNow } = deferred();
    const send = core.invoke.bind(core);
    core.invoke = async (command, args) => {
      if (command === "send_message") await gate;
      return send(command, args);
    };
    show(core);
    await userEvent.click(await screen.findByText("probe"));
    expect(screen.getAllByRole("article", { name: "You" })).toHaveLength(1);
    expect(screen.getByRole("article", { name: "Assistant" })).toHaveAttribute("data-status", "streaming");
    await act(async () => answerNow());
    await waitFor(() => expect(core.turns.size).toBe(1));
    await waitFor(() => expect(useTurns.getState().pending).toEqual({}));
    expect(screen.getAllByRole("article", { name: "You" })).toHaveLength(1);
    expect(screen.getAllByRole("article", { name: "Assistant" })).toHaveLength(1);
  });

  it("takes the drawn message away when it was not sent", async () => {
    const core = coreWith();
    core.on("send_message", () => {
      throw new IpcError("disk_full", "No space left");
    });
    show(core);
    await userEvent.click(await screen.findByText("probe"));
    await waitFor(() => expect(screen.queryByRole("article")).toBeNull());
  });

  it("streams into nodes that stay, and announces the end once", async () => {
    const core = coreWith();
    show(core);
    const turn = await startTurn(core);
    const log = screen.getByRole("log");
    expect(log).toHaveAttribute("aria-busy", "true");
    expect(log).toHaveAttribute("aria-live", "off");
    const region = document.querySelector("[data-announcer]");
    turn.frame([{ type: "text", part: 0, op: { op: "append", block: 0, html: "<p>Be</p>" } }]);
    const block = await within(log).findByText("Be");
    turn.frame([{ type: "text", part: 0, op: { op: "replace", block: 0, html: "<p>Because.</p>" } }]);
    await waitFor(() => expect(block).toHaveTextContent("Because."));
    expect(region).toBeEmptyDOMElement();

    act(() => core.endTurn(turn.id, "complete", [text("<p>Because.</p>")]));
    await waitFor(() => expect(region).toHaveTextContent("Answer complete. Because."));
    await waitFor(() => expect(log).toHaveAttribute("aria-busy", "false"));
    const reply = screen.getByRole("article", { name: "Assistant" });
    expect(reply).toHaveAttribute("data-status", "complete");
    expect(reply).toContainElement(block);
    expect(await within(reply).findByRole("button", { name: "Regenerate" })).toBeEnabled();
    expect(reply).toContainElement(block);
  });

  it("says what the turn does while no words come", async () => {
    const core = coreWith();
    core.state.models.push({
      provider: "groq",
      name: "Groq",
      kind: "cloud",
      availability: { type: "ready" },
      models: [],
    });
    show(core);
    const turn = await startTurn(core);
    expect(await screen.findByText("Waiting for Groq")).toBeVisible();
    act(() => turn.status({ type: "waiting", silent_ms: 12_000 }));
    expect(screen.getByText("Still waiting… 12 s")).toBeVisible();
    act(() => turn.status({ type: "retrying", attempt: 1, delay_ms: 2000, reason: "503" }));
    expect(screen.getByText("Groq is failing. Trying again in 2 s")).toBeVisible();
    turn.frame([{ type: "text", part: 0, op: { op: "append", block: 0, html: "<p>Hi</p>" } }]);
    act(() => turn.status({ type: "streaming" }));
    await screen.findByText("Hi");
    expect(screen.queryByText(/Waiting|failing/)).toBeNull();
  });

  it("says who is asked instead of whom, and counts a limit down", async () => {
    const core = coreWith();
    show(core);
    const turn = await startTurn(core);
    const reply = await screen.findByRole("article", { name: "Assistant" });
    act(() => turn.status({ type: "limited", provider: "Groq", wait_ms: 8000 }));
    expect(screen.getByText("Groq is at its limit. Asking in 8 s")).toBeVisible();
    act(() => {
      turn.answering({
        model: { provider: "gemini", model: "flash" },
        model_name: "Flash",
        provider_name: "Google Gemini",
      });
      turn.status({
        type: "trying",
        provider: "Google Gemini",
        passed: "Groq",
        code: "rate_limit",
        wait_ms: 12_000,
      });
    });
    expect(screen.getByText("Groq is at its limit for 12 s, trying Google Gemini")).toBeVisible();
    expect(reply).toHaveTextContent("Flash· Google Gemini");
  });

  it("follows an answer that was already streaming when the conversation was opened", async () => {
    const core = coreWith(question(), answer({ state: "streaming", parts: [], turn: "turn-x" }));
    const { FakeTurn } = await import("@/ipc/fake/turn");
    const turn = new FakeTurn("turn-x");
    turn.frame([{ type: "text", part: 0, op: { op: "append", block: 0, html: "<p>So far</p>" } }]);
    core.turns.set("turn-x", turn);
    show(core);
    expect(await screen.findByText("So far")).toBeVisible();
    expect(screen.getByRole("article", { name: "Assistant" })).toHaveAttribute("data-status", "streaming");
  });

  it("shows the history's message when the end of the stream never comes", async () => {
    const core = coreWith();
    const { client } = show(core);
    const turn = await startTurn(core);
    turn.frame([{ type: "text", part: 0, op: { op: "append", block: 0, html: "<p>Be</p>" } }]);
    await screen.findByText("Be");
    const entry = core.state.conversations.get("c")?.view.messages.at(-1) as MessageView;
    Object.assign(entry, { state: "complete", turn: null, parts: [text("<p>Because.</p>")] });
    await act(() => client.invalidateQueries());
    expect(await screen.findByText("Because.")).toBeVisible();
    expect(screen.getByRole("log")).toHaveAttribute("aria-busy", "false");
  });

  it.each<[ErrorCode, string]>([
    ["key", "Open settings"],
    ["network", "Try again"],
    ["rate_limit", "Try again"],
    ["server", "Try again"],
    ["model_not_found", "Choose a model"],
    ["context_length", "Choose a model"],
  ])("offers one thing to do about %s: %s", async (code, button) => {
    show(coreWith(question(), answer({ state: "failed", parts: [], error: { code, message: "its words" } })));
    const reply = await screen.findByRole("article", { name: "Assistant" });
    expect(reply).toHaveTextContent("its words");
    expect(within(reply).getByRole("button", { name: button })).toBeEnabled();
    expect(within(reply).queryByRole("button", { name: "Continue" })).toBeNull();
  });

  it.each([
    ["Leave out the oldest", "trim"],
    ["Summarise the oldest", "compact"],
  ] as const)("offers for a conversation that is too long: %s", async (button, overflow) => {
    const error = { code: "context_length", message: "Too long." } as const;
    const { core } = show(coreWith(question(), answer({ state: "failed", parts: [], error })));
    await userEvent.click(await screen.findByRole("button", { name: button }));
    await waitFor(() => expect(core.callsOf("regenerate")).toMatchObject([{ conversation: "c", overflow }]));
  });

  it("goes on with an answer that broke off, in the same article and with the same nodes", async () => {
    const core = coreWith(
      question(),
      answer({
        state: "interrupted",
        parts: [text("<p>Half</p>")],
        error: { code: "network", message: "reset" },
      }),
    );
    show(core);
    const half = await screen.findByText("Half");
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));
    await waitFor(() => expect(core.turns.size).toBe(1));
    const turn = [...core.turns.values()][0] as FakeTurn;
    await waitFor(() => expect(turn.watchers).toBe(1));
    turn.frame([{ type: "text", part: 0, op: { op: "append", block: 0, html: "<p>Half and half</p>" } }]);
    expect(await screen.findByText("Half and half")).toBe(half);
    expect(screen.getByRole("article", { name: "Assistant" })).toHaveAttribute("data-status", "streaming");
  });

  it("shows what a continued answer has become also when its stream told nothing yet", async () => {
    const core = coreWith(question(), answer({ state: "interrupted", parts: [text("<p>Half</p>")] }));
    const { client } = show(core);
    await screen.findByText("Half");
    // The window draws no frame before the turn is over.
    vi.stubGlobal("requestAnimationFrame", () => 0);
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));
    await waitFor(() => expect(core.turns.size).toBe(1));
    const entry = core.state.conversations.get("c")?.view.messages.at(-1) as MessageView;
    Object.assign(entry, { state: "complete", turn: null, parts: [text("<p>Half and half</p>")] });
    await act(() => client.invalidateQueries());
    expect(await screen.findByText("Half and half")).toBeVisible();
    vi.unstubAllGlobals();
  });

  it("folds reasoning away and tells its length", async () => {
    const core = coreWith();
    show(core);
    const turn = await startTurn(core);
    turn.frame([{ type: "reasoning", part: 0, op: { op: "append", block: 0, html: "<p>hmm</p>" } }]);
    const thinking = await screen.findByRole("button", { name: "Thinking…" });
    expect(screen.getByText("hmm", { selector: "p" })).not.toBeVisible();
    // Beside it stands what it thinks about, for the eye alone.
    expect(await screen.findByText("hmm", { selector: "span" })).toHaveAttribute("aria-hidden", "true");
    await userEvent.click(thinking);
    expect(screen.getByText("hmm")).toBeVisible();
    turn.frame([{ type: "reasoning_ended", part: 0, duration_ms: 4000 }]);
    expect(await screen.findByRole("button", { name: "Thought for 4 s" })).toHaveAttribute(
      "aria-expanded",
      "true",
    );
  });
});
