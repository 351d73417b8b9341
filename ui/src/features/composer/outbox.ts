import { create } from "zustand";
import { listenToTurnEnds, type Settled, streamingNow } from "@/features/chat/public";
import { type IpcError, toIpcError } from "@/ipc/error";
import type { DraftFileView, ModelChoice, Overflow } from "@/ipc/generated";
import { slotOf } from "./slot";

/** Sends a message; resolves with its conversation once the core has kept it. */
export type Send = (
  conversation: string | null,
  text: string,
  model: ModelChoice,
  overflow?: Overflow,
  files?: DraftFileView[],
) => Promise<string>;

export interface Outgoing {
  text: string;
  /** They stay beside the draft until it is sent. */
  files?: DraftFileView[];
  model: ModelChoice;
  send: Send;
  /** Asks, where need be, before it is sent after a wait. */
  settle?: (conversation: string | null, model: ModelChoice, text: string) => Promise<Settled>;
}

/** A message that comes back to the field: it was not sent. */
export interface Returned {
  text: string;
  /** Why; null if only the answer before it failed. */
  error: IpcError | null;
}

interface OutboxState {
  /** On the way to the core, by slot. */
  sending: Readonly<Record<string, Outgoing>>;
  /** Behind an answer that is being written, one a conversation, by slot. */
  queued: Readonly<Record<string, Outgoing>>;
  /** For the field to take back, by slot. */
  returned: Readonly<Record<string, Returned>>;
}

export const useOutbox = create<OutboxState>()(() => ({ sending: {}, queued: {}, returned: {} }));

type UnsentListener = (conversation: string | null) => void;

const unsentListeners = new Set<UnsentListener>();

/** Calls back when what is unsent has changed behind the field's back. */
export function listenToUnsent(listener: UnsentListener): void {
  unsentListeners.add(listener);
}

function tellUnsent(conversation: string | null): void {
  for (const listener of unsentListeners) listener(conversation);
}

/** What is neither in the field nor in the history, oldest first. */
export function unsent(conversation: string | null): string[] {
  const { sending, queued, returned } = useOutbox.getState();
  const slot = slotOf(conversation);
  return [sending[slot]?.text, queued[slot]?.text, returned[slot]?.text].filter((text) => text !== undefined);
}

/** Asks about a message before it is sent. It is no longer in the field, which can be written in meanwhile, and comes back to it if it is not to go. */
export async function hold(
  conversation: string | null,
  outgoing: Outgoing,
  ask: () => Promise<Settled>,
): Promise<Settled> {
  const slot = slotOf(conversation);
  set("sending", slot, outgoing);
  const settled = await ask().catch((): Settled => ({ go: true }));
  if (!settled.go) {
    set("sending", slot, null);
    giveBack(conversation, outgoing.text, null);
  }
  return settled;
}

/** Sends a message now and gives its conversation. If that fails it comes back to the field, and null is given. */
export async function deliver(
  conversation: string | null,
  outgoing: Outgoing,
  overflow?: Overflow,
): Promise<string | null> {
  const slot = slotOf(conversation);
  set("sending", slot, outgoing);
  try {
    const { text, model, files } = outgoing;
    const id = await outgoing.send(conversation, text, model, overflow, files);
    // What was queued behind the first message of a new chat belongs to the conversation that it has become.
    if (conversation === null) moveQueued(slot, slotOf(id));
    set("sending", slot, null);
    // With the message the core has cleared the draft, and with it whatever else was unsent.
    tellUnsent(conversation);
    if (conversation === null) tellUnsent(id);
    return id;
  } catch (cause) {
    set("sending", slot, null);
    giveBack(conversation, outgoing.text, toIpcError(cause));
    return null;
  }
}

/** Lets a message wait for the end of the answer that is being written. A second one joins the first. */
export function enqueue(conversation: string | null, outgoing: Outgoing): void {
  const slot = slotOf(conversation);
  const before = useOutbox.getState().queued[slot];
  const text = joined(before?.text ?? "", outgoing.text);
  const files = [...(before?.files ?? []), ...(outgoing.files ?? [])];
  set("queued", slot, { ...outgoing, text, files });
}

/** Takes the waiting message out of the queue. */
export function unqueue(conversation: string | null): Outgoing | null {
  const slot = slotOf(conversation);
  const queued = useOutbox.getState().queued[slot] ?? null;
  set("queued", slot, null);
  return queued;
}

/** The field has taken it. */
export function takeReturned(conversation: string | null): Returned | null {
  const slot = slotOf(conversation);
  const returned = useOutbox.getState().returned[slot] ?? null;
  set("returned", slot, null);
  return returned;
}

listenToTurnEnds((conversation, end) => {
  if (end.error === null && end.state !== "failed") void deliverQueued(conversation);
  else {
    // The next message would most likely fail as well; a person decides.
    const queued = unqueue(conversation);
    if (queued) giveBack(conversation, queued.text, null);
  }
});

/** Sends what waits, unless a person takes it back when they are asked. It stays in the queue until then. What has changed meanwhile is asked about again. */
async function deliverQueued(conversation: string): Promise<void> {
  // Others of the same comparison still write; the last of them comes here again.
  if (streamingNow(conversation)) return;
  const waiting = useOutbox.getState().queued[slotOf(conversation)];
  if (!waiting) return;
  const settled = await waiting.settle?.(conversation, waiting.model, waiting.text);
  const goes = settled?.go !== false;
  if (goes && useOutbox.getState().queued[slotOf(conversation)] !== waiting)
    return deliverQueued(conversation);
  const queued = unqueue(conversation);
  if (!queued) return;
  if (goes) void deliver(conversation, queued, settled?.overflow);
  else giveBack(conversation, queued.text, null);
}

/** Puts a text into the field of a conversation, before what is typed there. */
export function giveBack(conversation: string | null, text: string, error: IpcError | null): void {
  const slot = slotOf(conversation);
  const before = useOutbox.getState().returned[slot];
  set("returned", slot, { text: joined(before?.text ?? "", text), error });
  tellUnsent(conversation);
}

function joined(first: string, second: string): string {
  return first === "" || second === "" ? first + second : `${first}\n\n${second}`;
}

function moveQueued(from: string, to: string): void {
  const queued = useOutbox.getState().queued[from];
  if (!queued) return;
  set("queued", from, null);
  set("queued", to, queued);
}

function set<K extends keyof OutboxState>(kind: K, slot: string, value: OutboxState[K][string] | null): void {
  useOutbox.setState((state) => {
    const { [slot]: _, ...others } = state[kind] as Record<string, unknown>;
    return {
      [kind]: value === null ? others : { ...others, [slot]: value },
    } as unknown as Partial<OutboxState>;
  });
}
