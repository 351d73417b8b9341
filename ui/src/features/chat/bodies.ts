import type { PartView } from "@/ipc/generated";
import { MessageBody } from "./stream/message-body";

/** As many of what is no longer drawn are kept as they are: what was unfolded, sorted or loaded there is so when the reader comes back. */
const MOST_RESTING = 60;

const bodies = new Map<string, MessageBody>();
const resting = new Map<string, MessageBody>();

/**
 * The body of a message, the same for whoever writes it and whoever shows it. A new one begins with `parts`, so that what is
 * first drawn of a message is the whole of it.
 */
export function bodyOf(message: string, parts?: readonly PartView[]): MessageBody {
  const known = bodies.get(message) ?? resting.get(message);
  const body = known ?? new MessageBody();
  if (!known && parts) body.load(parts);
  keepBody(message, body);
  return body;
}

/** What holds the blocks of a message that is shown, for each of its parts. */
export function hostsOf(message: string): HTMLElement[] {
  const shells = bodies.get(message)?.snapshot() ?? [];
  return shells.flatMap((shell) => ("host" in shell ? [shell.host] : []));
}

/** Keeps a body that is shown, also after it had been dropped. */
export function keepBody(message: string, body: MessageBody): void {
  resting.delete(message);
  bodies.set(message, body);
}

/** Call for a body that is neither shown nor written. What is freed is built again from the history when it is needed. */
export function restBody(message: string): void {
  const body = bodies.get(message);
  if (!body) return;
  bodies.delete(message);
  resting.set(message, body);
  const [oldest] = resting.keys();
  if (resting.size > MOST_RESTING && oldest !== undefined) resting.delete(oldest);
}

/** Frees them: another conversation is shown, and the history may tell more when this one is shown again. */
export function freeResting(): void {
  resting.clear();
}

let wrapped = false;

/** Call when bodies are shown again: the setting may have changed what their buttons say. */
export function noteWrap(): void {
  const wraps = document.documentElement.hasAttribute("data-code-wrap");
  if (wraps !== wrapped) renameBodies();
  wrapped = wraps;
}

/** Gives the buttons inside all bodies their words in the present language. */
export function renameBodies(): void {
  for (const body of [...bodies.values(), ...resting.values()]) body.rename();
}
