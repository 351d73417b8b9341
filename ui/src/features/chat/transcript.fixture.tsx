import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message } from "@/ipc/fake/state";
import type { FakeTurn } from "@/ipc/fake/turn";
import type { MessageView, PartView } from "@/ipc/generated";
import { renderWithCore } from "@/test/render";
import { useSendMessage } from "./public";
import { Transcript } from "./transcript";

export const model = { provider: "groq", model: "llama" };
export const names = { model, model_name: "Llama 3.3", provider_name: "Groq" };
export const text = (...blocks: string[]): PartView => ({ type: "text", blocks });

export function coreWith(...messages: MessageView[]): FakeCore {
  const core = new FakeCore(firstRun());
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: { id: "c", title: "Title", model, messages, has_earlier: false, draft: "" },
  });
  return core;
}

export const question = (source = "Why?") => message({ id: "q", role: "user", source });
export const answer = (fields: Partial<MessageView> = {}) =>
  message({ id: "a", role: "assistant", source: "**Because.**", ...names, ...fields });

function SendProbe() {
  const send = useSendMessage();
  return (
    <button type="button" onClick={() => send("c", "Hello?", model).catch(() => undefined)}>
      probe
    </button>
  );
}

export function show(core: FakeCore) {
  return renderWithCore(
    <>
      <Transcript conversation="c" />
      <SendProbe />
    </>,
    core,
  );
}

export async function startTurn(core: FakeCore): Promise<FakeTurn> {
  await userEvent.click(await screen.findByText("probe"));
  await waitFor(() => expect(core.turns.size).toBeGreaterThan(0));
  const turn = [...core.turns.values()].at(-1) as FakeTurn;
  await waitFor(() => expect(turn.watchers).toBe(1));
  return turn;
}
