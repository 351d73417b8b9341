/** Selects from one place in a node to another. */
export function select(node: Node, from: number, to: number): void {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  document.getSelection()?.removeAllRanges();
  document.getSelection()?.addRange(range);
}
