import type { InvalidateOptions, QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { invoke, watchTurn } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type {
  Answering,
  ConversationView,
  DraftFileView,
  MessageError,
  MessageFile,
  MessageState,
  MessageView,
  ModelChoice,
  Overflow,
  SendArgs,
  TurnStarted,
  TurnStatus,
} from "@/ipc/generated";
import { clearCompared, comparedWith } from "@/lib/compared-models";
import { conversationQuery } from "@/lib/core";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { warmFonts } from "@/lib/warm-fonts";
import { bodyOf } from "./bodies";
import { pace } from "./stream/pace";
import { type TurnReport, TurnWatcher, type TurnWire } from "./stream/turn-watcher";

// The turns that this window follows. They outlive the transcript that shows them: a conversation that is left while it
// streams goes on, and what is queued behind it is sent.

export interface FollowedTurn {
  turn: string;
  conversation: string;
  message: string;
  status: TurnStatus | null;
  /** Who is asked now, where the turn has said so. */
  answering: Answering | null;
  ended: TurnEnd | null;
}

export interface TurnEnd {
  state: MessageState;
  error: MessageError | null;
}

/** A message that is drawn before the core has answered. */
export interface PendingMessage {
  key: string;
  text: string;
  files: MessageFile[];
  model: ModelChoice;
  /** Stop was pressed before the turn had an id. */
  stop: boolean;
  /** The message's id once the core has it: from then on the conversation shows it. */
  sent: string | null;
}

interface TurnsState {
  /** By the id of the message that the turn writes. */
  followed: Readonly<Record<string, FollowedTurn>>;
  /** By conversation id or `NEW_CHAT`. */
  pending: Readonly<Record<string, PendingMessage>>;
}

export const NEW_CHAT = "new";

export const useTurns = create<TurnsState>()(() => ({ followed: {}, pending: {} }));

const wire: TurnWire = { watch: watchTurn, ack: (args) => invoke("ack_frame", args) };

const watchers = new Map<string, TurnWatcher>();

type EndListener = (turn: FollowedTurn, end: TurnEnd) => void;

const endListeners = new Set<EndListener>();

/** Calls back after each turn that ended. Returns how to end that. */
export function onTurnEnd(listener: EndListener): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

export function isStreaming(state: TurnsState, conversation: string | null): boolean {
  const pending = state.pending[conversation ?? NEW_CHAT];
  if (pending && pending.sent === null) return true;
  return Object.values(state.followed).some((turn) => turn.conversation === conversation && !turn.ended);
}

/** Shows a running turn as it goes. Following what is followed already changes nothing. */
export function followTurn(client: QueryClient, conversation: string, message: string, turn: string): void {
  if (useTurns.getState().followed[message]?.turn === turn) return;
  const followed: FollowedTurn = { turn, conversation, message, status: null, answering: null, ended: null };
  setFollowed(followed);
  warmFonts();
  const end = (ended: TurnEnd) => {
    conclude(followed, ended);
    // The core says of the end as well: what is being read since then need not be read twice.
    refresh(client, conversation, { cancelRefetch: false });
  };
  const body = bodyOf(message);
  body.unseal();
  const report: TurnReport = {
    status: (status) => change(message, turn, { status }),
    answering: (answering) => change(message, turn, { answering }),
    ended: (state, error) => end({ state, error }),
    lost: () => void readEnd(client, followed).then(end),
  };
  const watcher = new TurnWatcher(turn, body, wire, report, pace);
  watchers.set(turn, watcher);
}

/** How a turn ended that could not be watched to its end: the history says. */
async function readEnd(client: QueryClient, { conversation, message }: FollowedTurn): Promise<TurnEnd> {
  try {
    const view = await client.fetchQuery({ ...conversationQuery(conversation), staleTime: 0 });
    const sealed = shownMessages(view).find(
      (candidate) => candidate.id === message && candidate.turn === null,
    );
    return sealed ? { state: sealed.state, error: sealed.error } : { state: "interrupted", error: null };
  } catch {
    // Nobody knows how it ended, so that nothing may be sent behind it.
    return { state: "failed", error: null };
  }
}

/** The history has the message sealed: a turn that still seems to write it is over, whatever its stream said last. */
export function concludeFromHistory(message: MessageView): void {
  const followed = useTurns.getState().followed[message.id];
  if (message.turn === null && followed && !followed.ended) {
    conclude(followed, { state: message.state, error: message.error });
  }
}

function conclude(followed: FollowedTurn, ended: TurnEnd): void {
  // The history and the stream may both tell the end; the first one counts.
  const known = useTurns.getState().followed[followed.message];
  if (known?.turn === followed.turn && known.ended) return;
  watchers.get(followed.turn)?.stop();
  watchers.delete(followed.turn);
  change(followed.message, followed.turn, { ended });
  for (const listener of endListeners) listener(followed, ended);
}

/** Sends a message and follows the answer. Rejects with an `IpcError`; then nothing was sent. */
export async function sendMessage(
  client: QueryClient,
  args: SendArgs,
  files: DraftFileView[] = [],
): Promise<string> {
  const slot = args.conversation ?? NEW_CHAT;
  const pending: PendingMessage = {
    key: crypto.randomUUID(),
    text: args.text,
    files: files.map(sentFile),
    model: args.model,
    stop: false,
    sent: null,
  };
  setPending(slot, pending);
  const others = comparedWith(args.conversation, args.model);
  const ids = files.map((file) => file.id);
  let started: Started;
  try {
    started =
      others.length > 0
        ? await invoke("compare", { question: args, others, ...(ids.length > 0 && { files: ids }) })
        : ids.length > 0
          ? await invoke("send_files", { question: args, files: ids })
          : await invoke("send_message", args);
  } catch (cause) {
    setPending(slot, null);
    throw toIpcError(cause);
  }
  client.setQueryData<DraftFileView[]>(keys.draftFilesOf(args.conversation), (known) =>
    known?.filter((file) => !ids.includes(file.id)),
  );
  const stop = useTurns.getState().pending[slot]?.stop === true;
  const sent = started.view.messages.findLast((message) => message.role === "user")?.id ?? "";
  clearCompared(args.conversation);
  // Not removed yet: the query tells its readers a moment later, and the message must not blink.
  if (slot !== started.conversation) setPending(slot, null);
  setPending(started.conversation, { ...pending, sent });
  adopt(client, started);
  if (args.conversation === null) {
    const { view, openChat } = useNavigation.getState();
    if (view.kind === "chat" && view.conversation === null) openChat(started.conversation);
  }
  if (stop) stopConversation(started.conversation);
  return started.conversation;
}

/** A file of the draft as it will stand in the message. */
function sentFile({ blob, name, media_type, size_bytes, content }: DraftFileView): MessageFile {
  return content.type === "picture"
    ? { type: "picture", blob, media_type, width: content.width, height: content.height, alt: name }
    : { type: "file", blob, name, media_type, size_bytes };
}

/** Asks for another answer beside this one. */
export async function regenerate(
  client: QueryClient,
  conversation: string,
  message: string,
  model: ModelChoice | null,
  overflow?: Overflow,
): Promise<void> {
  adopt(client, await invoke("regenerate", { conversation, message, model, ...(overflow && { overflow }) }));
}

/** Goes on where an answer was cut off. */
export async function continueMessage(
  client: QueryClient,
  conversation: string,
  message: string,
  overflow?: Overflow,
): Promise<void> {
  adopt(client, await invoke("continue_message", { conversation, message, ...(overflow && { overflow }) }));
}

/** Shows another version of a message and what followed it. */
export async function selectSibling(
  client: QueryClient,
  conversation: string,
  message: string,
): Promise<void> {
  const view = await invoke("select_sibling", { conversation, message });
  client.setQueryData<ConversationView>(keys.conversation(conversation), view);
}

/** Stops whatever is being written in the conversation; what was written stays. */
export function stopConversation(conversation: string | null): void {
  const { followed, pending } = useTurns.getState();
  const slot = conversation ?? NEW_CHAT;
  const waiting = pending[slot];
  if (waiting && waiting.sent === null) setPending(slot, { ...waiting, stop: true });
  for (const turn of Object.values(followed)) {
    if (turn.conversation !== conversation || turn.ended) continue;
    // A turn that is over cannot be stopped, and needs not be.
    invoke("stop_turn", { turn: turn.turn }).catch(() => undefined);
  }
}

/** The conversation shows the message now. */
export function settlePending(slot: string): void {
  setPending(slot, null);
}

/** What has begun: one turn, or those of a comparison. */
type Started = Pick<TurnStarted, "conversation" | "view">;

/** Every message in the window: the path, and what is compared below it. */
export function shownMessages(view: ConversationView): MessageView[] {
  return view.comparison ? [...view.messages, ...view.comparison.answers] : view.messages;
}

export function adopt(client: QueryClient, started: Started): void {
  const key = keys.conversation(started.conversation);
  // A reading that began before this turn would say that nothing is being written.
  client.cancelQueries({ queryKey: key }).catch(() => undefined);
  client.setQueryData<ConversationView>(key, started.view);
  for (const { id, turn } of shownMessages(started.view)) {
    if (turn !== null) followTurn(client, started.conversation, id, turn);
  }
  refreshList(client);
}

function refresh(client: QueryClient, conversation: string, options?: InvalidateOptions): void {
  // A refresh that fails leaves what is shown, and the query keeps the error for its readers.
  client.invalidateQueries({ queryKey: keys.conversation(conversation) }, options).catch(() => undefined);
  refreshList(client, options);
}

export function refreshList(client: QueryClient, options?: InvalidateOptions): void {
  client.invalidateQueries({ queryKey: keys.conversations }, options).catch(() => undefined);
}

function setFollowed(turn: FollowedTurn): void {
  useTurns.setState((state) => ({ followed: { ...state.followed, [turn.message]: turn } }));
}

function change(message: string, turn: string, changes: Partial<FollowedTurn>): void {
  const known = useTurns.getState().followed[message];
  if (known?.turn === turn) setFollowed({ ...known, ...changes });
}

function setPending(slot: string, pending: PendingMessage | null): void {
  useTurns.setState((state) => {
    const { [slot]: _, ...others } = state.pending;
    return { pending: pending ? { ...others, [slot]: pending } : others };
  });
}
