// Where the messages of the open conversation stand in the document.

import { flushSync } from "react-dom";
import { drawn } from "./drawn/drawn";

/** Down from the edge, further than blocks stand apart. */
const PROBES_PX = [1, 14, 27];
const NONE: ReadonlyMap<string, number> = new Map();

/** The message, drawn if it was not. */
export function articleOf(message: string): HTMLElement | null {
  if (!drawn.has(message)) flushSync(() => drawn.change([message], NONE));
  return elementOf(message);
}

/** The message, or the empty box that stands for it. */
export function elementOf(message: string): HTMLElement | null {
  return document.querySelector(`[role=log] [data-message="${CSS.escape(message)}"]`);
}

/** Gives a message the focus and shows that, also where the browser would not because the pointer was used before. */
export function focusMessage(article: HTMLElement): void {
  article.dataset.reached = "";
  article.addEventListener("blur", () => delete article.dataset.reached, { once: true });
  article.focus({ preventScroll: true });
}

/** The message that crosses the upper edge of what is in view, or the first below it. */
export function atUpperEdge(scroller: HTMLElement): HTMLElement | null {
  const { left, top, width } = scroller.getBoundingClientRect();
  // Nothing is laid out in tests.
  if (width === 0) return null;
  const found = document.elementFromPoint(left + width / 2, top + 1)?.closest<HTMLElement>("[data-message]");
  // Between two messages, or under something that lies over them.
  return found && scroller.contains(found) ? found : firstBelow(scroller, top);
}

/**
 * The block of an answer that crosses the upper edge of what is in view, or the first below it, and its message; or that alone.
 * What stands in a box is nothing that a reader sees.
 */
export function placesAtUpperEdge(scroller: HTMLElement): Element[] {
  const message = atUpperEdge(scroller);
  if (!message) return [];
  const { left, top, bottom, width } = scroller.getBoundingClientRect();
  const blockAt = (y: number) => document.elementFromPoint(left + width / 2, y)?.closest(".md > *");
  let found = PROBES_PX.map((below) => blockAt(top + below)).find((it) => it && message.contains(it));
  while (found?.matches(".md-box") && found.nextElementSibling) found = found.nextElementSibling;
  return found && found.getBoundingClientRect().top < bottom ? [found, message] : [message];
}

/** The question that is in view, or that what is in view answers. */
export function questionInView(): string | null {
  const scroller = document.querySelector<HTMLElement>("[role=log]");
  if (!scroller) return null;
  const edge = scroller.getBoundingClientRect();
  const messages = [...scroller.querySelectorAll<HTMLElement>("[data-message]")];
  // Whoever is at the end reads what was asked last, though the question before it may be in view as well.
  const middle = messages.findLast(
    (message) => message.getBoundingClientRect().top < edge.top + edge.height / 2,
  );
  const from = middle ? messages.indexOf(middle) : messages.length - 1;
  const question = messages.slice(0, from + 1).findLast((message) => message.dataset.role === "user");
  return question?.dataset.message ?? null;
}

function firstBelow(scroller: HTMLElement, edge: number): HTMLElement | null {
  const messages = scroller.querySelectorAll<HTMLElement>("[data-message]");
  let [from, to] = [0, messages.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const bottom = messages[middle]?.getBoundingClientRect().bottom ?? 0;
    if (bottom > edge) to = middle;
    else from = middle + 1;
  }
  return messages[from] ?? null;
}
