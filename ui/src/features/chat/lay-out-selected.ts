import { flushSync } from "react-dom";
import { boxesIn, openBox, placeOf } from "./drawn/block-boxes";
import { drawn } from "./drawn/drawn";
import { selectionTouches } from "./stream/block-list";
import { uncover } from "./stream/code-block";

/** Before something is copied: draws the messages that are selected, unfolds their code, and lays it out to its end. What is skipped would be missing. */
export function layOutSelected(root: Element): void {
  const selection = root.ownerDocument.getSelection();
  const ends = selection && [
    endOf(selection.anchorNode, selection.anchorOffset),
    endOf(selection.focusNode, selection.focusOffset),
  ];
  const boxes = selectedBoxes(root, selection);
  if (boxes.length > 0) flushSync(() => drawn.change(boxes, new Map()));
  const parts = boxesIn(root).filter((box) => selection?.containsNode(box, true));
  for (const box of parts) openBox(box);
  const blocks = [...root.querySelectorAll(".md-code")].filter((block) =>
    selectionTouches(block.querySelector("code") ?? block),
  );
  if (blocks.length + boxes.length + parts.length === 0) return;
  for (const block of blocks) {
    uncover(block);
    block.setAttribute("data-uncovered", "");
  }
  root.getBoundingClientRect();
  for (const block of blocks) block.getBoundingClientRect();
  // WebKit copies up to the last place that was laid out when the selection was made.
  // An end in the box of a message has gone with that: then where the browser has put it.
  const anchor = stillThere(ends?.[0]) ?? endOf(selection?.anchorNode, selection?.anchorOffset);
  const focus = stillThere(ends?.[1]) ?? endOf(selection?.focusNode, selection?.focusOffset);
  if (selection && anchor && focus) {
    selection.removeAllRanges();
    selection.setBaseAndExtent(anchor.node, offsetOf(anchor), focus.node, offsetOf(focus));
  }
  requestAnimationFrame(() => {
    for (const block of blocks) block.removeAttribute("data-uncovered");
  });
}

interface End {
  node: Node;
  offset: number;
  /** What stands behind it, where it is between two elements: WebKit does not count on when more comes before it. */
  next: Node | null;
}

function endOf(node: Node | null | undefined, offset = 0): End | null {
  return node ? { node, offset, next: node.childNodes[offset] ?? null } : null;
}

function stillThere(end: End | null | undefined): End | null {
  return end?.node.isConnected ? end : null;
}

function offsetOf({ node, offset, next }: End): number {
  if (!(node instanceof Element)) return offset;
  if (next === null) return node.childNodes.length;
  const at = [...node.childNodes].indexOf((next instanceof Element ? placeOf(next) : next) as ChildNode);
  // A message that was drawn has come in the place of its box.
  return at === -1 ? offset : at;
}

function selectedBoxes(root: Element, selection: Selection | null): string[] {
  return [...root.querySelectorAll<HTMLElement>("[data-box]")]
    .filter((box) => selection?.containsNode(box, true))
    .map((box) => box.dataset.message ?? "");
}
