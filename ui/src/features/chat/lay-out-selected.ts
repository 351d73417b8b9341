import { flushSync } from "react-dom";
import { drawn } from "./drawn/drawn";
import { selectionTouches } from "./stream/block-list";
import { uncover } from "./stream/code-block";

/** Before something is copied: draws the messages that are selected, unfolds their code, and lays it out to its end. What is skipped would be missing. */
export function layOutSelected(root: Element): void {
  const boxes = selectedBoxes(root);
  if (boxes.length > 0) flushSync(() => drawn.change(boxes, new Map()));
  const blocks = [...root.querySelectorAll(".md-code")].filter((block) =>
    selectionTouches(block.querySelector("code") ?? block),
  );
  if (blocks.length + boxes.length === 0) return;
  for (const block of blocks) {
    uncover(block);
    block.setAttribute("data-uncovered", "");
    block.getBoundingClientRect();
  }
  // WebKit copies up to the last place that was laid out when the selection was made.
  const selection = root.ownerDocument.getSelection();
  if (selection?.anchorNode && selection.focusNode) {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    selection.removeAllRanges();
    selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
  }
  requestAnimationFrame(() => {
    for (const block of blocks) block.removeAttribute("data-uncovered");
  });
}

function selectedBoxes(root: Element): string[] {
  const selection = root.ownerDocument.getSelection();
  return [...root.querySelectorAll<HTMLElement>("[data-box]")]
    .filter((box) => selection?.containsNode(box, true))
    .map((box) => box.dataset.message ?? "");
}
