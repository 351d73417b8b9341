import { MessageBody } from "./stream/message-body";

const bodies = new Map<string, MessageBody>();

/** The body of a message, the same for whoever writes it and whoever shows it. */
export function bodyOf(message: string): MessageBody {
  let body = bodies.get(message);
  if (!body) {
    body = new MessageBody();
    bodies.set(message, body);
  }
  return body;
}

/** Keeps a body that is shown, also after it had been dropped. */
export function keepBody(message: string, body: MessageBody): void {
  bodies.set(message, body);
}

/** Frees a body that is neither shown nor written. It is built again from the history when it is needed. */
export function dropBody(message: string): void {
  bodies.delete(message);
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
  for (const body of bodies.values()) body.rename();
}
