import { selectionTouches } from "./stream/block-list";
import { uncover } from "./stream/code-block";

/** Unfolds the code that the selection reaches into: what is folded away would not be copied. */
export function unfoldSelected(root: Element): void {
  for (const block of root.querySelectorAll(".md-code[data-folded]")) {
    if (selectionTouches(block.querySelector("code") ?? block)) uncover(block);
  }
}
