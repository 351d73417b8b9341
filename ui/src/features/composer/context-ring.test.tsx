import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { resetTurns } from "@/features/chat/public";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun } from "@/ipc/fake/state";
import { keys } from "@/lib/query";
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

function used(tokens: number, estimated = false) {
  core.state.gauges.set("guide", {
    used_tokens: tokens,
    context_tokens: 131_072,
    estimated,
    chosen: null,
    overflow: null,
  });
}

async function show() {
  const result = renderWithCore(<Composer conversation="c" />, core);
  await waitFor(() => expect(core.callsOf("context_gauge").length).toBeGreaterThan(0));
  return result;
}

describe("the context ring", () => {
  it("is not there where the context is not known, or not half full", async () => {
    const { client } = await show();
    expect(screen.queryByRole("img")).toBeNull();
    used(60_000);
    await act(() => client.invalidateQueries({ queryKey: keys.gauges }));
    expect(screen.queryByRole("img")).toBeNull();
    used(70_000);
    await act(() => client.invalidateQueries({ queryKey: keys.gauges }));
    expect(await screen.findByRole("img", { name: /70,000 of the 131,072 tokens/ })).toHaveTextContent(
      "70k / 131k",
    );
  });

  it("says it to a keyboard and to a finger as well", async () => {
    used(110_000);
    await show();
    const ring = await screen.findByRole("button", { name: /Nearly full: 110,000/ });
    expect(ring).toHaveAttribute("data-tooltip", expect.stringMatching(/^Nearly full/));
    await userEvent.click(ring);
    expect(await screen.findByRole("dialog", { name: "Context of the model" })).toHaveTextContent(
      /^Nearly full: 110,000 of the 131,072 tokens/,
    );
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(ring).toHaveFocus());
  });

  it("warns when it is nearly full, and when it is too long", async () => {
    used(110_000, true);
    const { client } = await show();
    expect(await screen.findByRole("img", { name: /Nearly full: .*Estimated\./ })).toBeVisible();
    used(140_000);
    await act(() => client.invalidateQueries({ queryKey: keys.gauges }));
    expect(await screen.findByRole("img", { name: /Too long: 140,000/ })).not.toHaveAccessibleName(
      /Estimated/,
    );
  });

  it("does not warn where it is settled what happens then", async () => {
    core.state.settings.overflow = "trim";
    core.state.gauges.set("guide", {
      used_tokens: 140_000,
      context_tokens: 131_072,
      estimated: false,
      chosen: null,
      overflow: { left_out: 6, to_summarise: 6, summary_cost: null },
    });
    await show();
    expect(await screen.findByRole("img", { name: /The 6 oldest messages are left out/ })).not.toHaveClass(
      "text-error",
    );
  });

  it("counts what is being written after a pause, in bytes", async () => {
    await show();
    expect(core.callsOf("context_gauge")).toEqual([{ conversation: "c", model, draft_bytes: 0 }]);
    await userEvent.type(screen.getByRole("textbox", { name: "Message" }), "Grüße");
    await waitFor(() =>
      expect(core.callsOf("context_gauge").at(-1)).toEqual({ conversation: "c", model, draft_bytes: 256 }),
    );
    expect(core.callsOf("context_gauge")).toHaveLength(2);
  });

  it("says by whom Auto is measured", async () => {
    const gauge = { used_tokens: 9_000, context_tokens: 10_000, estimated: true, overflow: null };
    core.state.gauges.set("guide", { ...gauge, chosen: "Llama 3.3" });
    await show();
    expect(
      await screen.findByRole("img", { name: /Measured against Llama 3\.3, which Auto would ask now\. Est/ }),
    ).toBeVisible();
  });
});
