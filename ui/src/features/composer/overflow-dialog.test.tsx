import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { resetTurns } from "@/features/chat/public";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun } from "@/ipc/fake/state";
import type { ContextGauge } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { Composer } from "./composer";
import { resetDrafts } from "./drafts";
import { enqueue, useOutbox } from "./outbox";
import { slotOf } from "./slot";

const model = { provider: "guide", model: "guide" };
const full: ContextGauge = {
  used_tokens: 9_000,
  context_tokens: 8_000,
  estimated: false,
  chosen: null,
  overflow: { left_out: 4, to_summarise: 3, summary_cost: 2_000 },
};
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
  core.state.gauges.set("guide", full);
});

/** A window with the conversation. */
function show() {
  renderWithCore(<Composer conversation="c" />, core);
  act(() => useNavigation.getState().openChat("c"));
}

/** A window in which "And now?" was typed and Enter was pressed. */
async function sendInto(ring = /Too long/) {
  show();
  await screen.findByRole("img", { name: ring });
  await userEvent.type(screen.getByRole("textbox", { name: "Message" }), "And now?{Enter}");
}

const dialog = () => screen.findByRole("dialog", { name: "This conversation is too long" });
const sent = () => core.callsOf("send_message");

describe("a message that makes a conversation too long", () => {
  it("waits for a choice, with what each would do", async () => {
    await sendInto();
    const choices = within(await dialog());
    expect(choices.getByRole("button", { name: /Leave out the oldest/ })).toHaveTextContent(
      "The 4 oldest messages are not sent.",
    );
    expect(choices.getByRole("button", { name: /Summarise the oldest/ })).toHaveTextContent(
      "the 3 oldest messages first. That costs about $0.002.",
    );
    expect(sent()).toEqual([]);
    await userEvent.click(choices.getByRole("button", { name: /Leave out the oldest/ }));
    await waitFor(() =>
      expect(sent()).toEqual([{ conversation: "c", text: "And now?", model, overflow: "trim" }]),
    );
    expect(core.callsOf("save_settings")).toEqual([]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is not asked about again once that was settled for always", async () => {
    await sendInto();
    const choices = within(await dialog());
    await userEvent.click(choices.getByRole("checkbox", { name: "Do so every time" }));
    await userEvent.click(choices.getByRole("button", { name: /Summarise the oldest/ }));
    await waitFor(() => expect(sent()).toMatchObject([{ overflow: "compact" }]));
    expect(core.callsOf("save_settings")).toMatchObject([{ overflow: "compact" }]);
  });

  it("stays in the field for whoever goes back", async () => {
    await sendInto();
    await userEvent.click(within(await dialog()).getByRole("button", { name: "Back to the message" }));
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Message" })).toHaveValue("And now?"));
    expect(sent()).toEqual([]);
  });

  it("leaves the field to what is typed while the core is asked", async () => {
    show();
    await screen.findByRole("img", { name: /Too long/ });
    let answer: (gauge: ContextGauge) => void = () => undefined;
    core.on("context_gauge", () => new Promise((resolve) => (answer = resolve)));
    const field = screen.getByRole("textbox", { name: "Message" });
    await userEvent.type(field, "And now?{Enter}Also");
    expect(field).toHaveValue("Also");
    answer({ ...full, overflow: null });
    await waitFor(() => expect(sent()).toEqual([{ conversation: "c", text: "And now?", model }]));
    expect(field).toHaveValue("Also");
  });

  it("keeps a second message in the field until the first one is settled", async () => {
    show();
    await screen.findByRole("img", { name: /Too long/ });
    let answer: (gauge: ContextGauge) => void = () => undefined;
    core.on("context_gauge", () => new Promise((resolve) => (answer = resolve)));
    const field = screen.getByRole("textbox", { name: "Message" });
    await userEvent.type(field, "And now?{Enter}And then?{Enter}");
    expect(field).toHaveValue("And then?");
    expect(useOutbox.getState().sending.c?.text).toBe("And now?");
    answer({ ...full, overflow: null });
    await waitFor(() => expect(sent()).toMatchObject([{ text: "And now?" }]));
    expect(field).toHaveValue("And then?");
  });

  it("comes back to the field where somebody has gone elsewhere while the core was asked", async () => {
    show();
    await screen.findByRole("img", { name: /Too long/ });
    let answer: (gauge: ContextGauge) => void = () => undefined;
    core.on("context_gauge", () => new Promise((resolve) => (answer = resolve)));
    await userEvent.type(screen.getByRole("textbox", { name: "Message" }), "And now?{Enter}");
    useNavigation.getState().openSettings();
    answer(full);
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Message" })).toHaveValue("And now?"));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(sent()).toEqual([]);
  });

  it("comes back before what was typed meanwhile", async () => {
    await sendInto();
    const back = within(await dialog()).getByRole("button", { name: "Back to the message" });
    act(() => {
      const field = document.querySelector("textarea");
      if (field) field.value = "Also";
    });
    await userEvent.click(back);
    const field = screen.getByRole("textbox", { name: "Message" });
    await waitFor(() => expect(field).toHaveValue("And now?\n\nAlso"));
  });

  it("is asked about before the ring is there", async () => {
    const answers: ((gauge: ContextGauge) => void)[] = [];
    core.on("context_gauge", () => new Promise((resolve) => answers.push(resolve)));
    show();
    await userEvent.type(await screen.findByRole("textbox", { name: "Message" }), "And now?{Enter}");
    await waitFor(() => expect(answers.length).toBeGreaterThan(1));
    for (const answer of answers) answer(full);
    await dialog();
    expect(sent()).toEqual([]);
  });

  it("is sent at once where the settings know what to do", async () => {
    core.state.settings.overflow = "trim";
    await sendInto(/4 oldest messages are left out/);
    await waitFor(() => expect(sent()).toEqual([{ conversation: "c", text: "And now?", model }]));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is sent when the core cannot say, and once however often Enter is pressed", async () => {
    show();
    await screen.findByRole("img", { name: /Too long/ });
    core.on("context_gauge", () => {
      throw new Error("away");
    });
    await userEvent.type(screen.getByRole("textbox", { name: "Message" }), "And now?{Enter}{Enter}{Enter}");
    await waitFor(() => expect(sent()).toEqual([{ conversation: "c", text: "And now?", model }]));
  });

  it("asks behind the answer that it waited for, and stays in the queue until then", async () => {
    await sendBehindAnAnswer();
    useNavigation.getState().openChat("c");
    endAnswer();
    const choices = within(await dialog());
    expect(screen.getByText(/And then\?/)).toBeVisible();
    expect(sent()).toHaveLength(1);
    await userEvent.click(choices.getByRole("button", { name: /Leave out the oldest/ }));
    await waitFor(() => expect(sent()[1]).toMatchObject({ text: "And then?", overflow: "trim" }));
  });

  it("is asked about again where it has grown meanwhile", async () => {
    await sendBehindAnAnswer();
    useNavigation.getState().openChat("c");
    endAnswer();
    const first = await dialog();
    act(() => enqueueMore("And more?"));
    await userEvent.click(within(first).getByRole("button", { name: /Leave out the oldest/ }));
    expect(sent()).toHaveLength(1);
    await userEvent.click(within(await dialog()).getByRole("button", { name: /Leave out the oldest/ }));
    await waitFor(() =>
      expect(sent()[1]).toMatchObject({ text: "And then?\n\nAnd more?", overflow: "trim" }),
    );
  });

  it("comes back to the field where nobody looks at its conversation", async () => {
    await sendBehindAnAnswer();
    useNavigation.getState().openChat("other");
    endAnswer();
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Message" })).toHaveValue("And then?"));
    expect(sent()).toHaveLength(1);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

/** A window with a message that waits behind an answer, in a conversation that is full by now. */
async function sendBehindAnAnswer() {
  core.state.gauges.clear();
  show();
  const field = await screen.findByRole("textbox", { name: "Message" });
  await userEvent.type(field, "And now?{Enter}");
  await waitFor(() => expect(core.turns.size).toBe(1));
  await screen.findByRole("button", { name: "Stop" });
  await userEvent.type(field, "And then?{Enter}");
  core.state.gauges.set("guide", full);
}

/** As the composer does where the answer of another window is being written. */
function enqueueMore(text: string) {
  const waiting = useOutbox.getState().queued[slotOf("c")];
  if (!waiting) throw new Error("nothing waits");
  enqueue("c", { ...waiting, text });
}

function endAnswer() {
  const [turn] = core.turns.keys();
  act(() => core.endTurn(turn ?? "", "complete", []));
}
