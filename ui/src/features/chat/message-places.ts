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
  let other: Element | null = null;
  for (const below of PROBES_PX) {
    const hit = document.elementFromPoint(left + width / 2, top + below);
    if (!hit || hit === message || !message.contains(hit)) continue;
    let block = hit.closest(".md > *");
    while (block?.matches(".md-box, [data-away]")) block = block.nextElementSibling;
    if (block && block.getBoundingClientRect().top < bottom) return [block, message];
    // An image, a card: what holds no blocks itself.
    if (hit.closest(".md") === null && hit.querySelector(".md") === null) other ??= hit;
  }
  return other ? [other, message] : [message];
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
