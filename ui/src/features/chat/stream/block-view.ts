import { carryDiagram } from "../diagrams/diagram-block";
import { offerFold } from "./code-block";
import { carryOrder } from "./table-block";

/** What says that a reader has changed how a block is shown. */
const CHANGED = "[data-wrap], .md-fold, [data-uncovered], [data-tall], [aria-sort], [data-diagram]";

/**
 * Shows `fresh`, which takes the place of `live`, as the reader had it: their folds and options. What is equal but for these is
 * equal then, and keeps its node.
 */
export function carryView(live: Element, fresh: Element): void {
  if (!live.matches(CHANGED) && live.querySelector(CHANGED) === null) return;
  const codes = blocks(fresh, ".md-code");
  blocks(live, ".md-code").forEach((before, index) => {
    const after = codes[index];
    if (!after) return;
    const wrap = before.getAttribute("data-wrap");
    if (wrap !== null) {
      after.setAttribute("data-wrap", wrap);
      after.querySelector(".md-wrap")?.setAttribute("aria-pressed", String(wrap === "on"));
    }
    const pieces = after.querySelectorAll(".md-piece");
    before.querySelectorAll(".md-piece").forEach((piece, at) => {
      if (piece.hasAttribute("data-uncovered")) pieces[at]?.setAttribute("data-uncovered", "");
    });
    carryDiagram(before, after);
    if (before.querySelector(":scope > .md-fold")) offerFold(after, before.hasAttribute("data-folded"));
  });
  const frames = blocks(fresh, ".md-table-frame");
  blocks(live, ".md-table-frame").forEach((before, index) => {
    const after = frames[index];
    if (after) carryOrder(before, after);
  });
}

/** The element itself, or those in it. */
export function blocks(element: Element, selector: string): Element[] {
  return element.matches(selector) ? [element] : [...element.querySelectorAll(selector)];
}
