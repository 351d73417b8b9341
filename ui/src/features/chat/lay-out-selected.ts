import { selectionTouches } from "./stream/block-list";
import { uncover } from "./stream/code-block";

/** Before something is copied: unfolds the code that is selected, and lays it out to its end. What is skipped would be missing. */
export function layOutSelected(root: Element): void {
  const blocks = [...root.querySelectorAll(".md-code")].filter((block) =>
    selectionTouches(block.querySelector("code") ?? block),
  );
  if (blocks.length === 0) return;
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
