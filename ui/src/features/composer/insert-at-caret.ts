/** Puts a text where the caret is, apart from the words around it, as if it had been typed. */
export function insertAtCaret(field: HTMLTextAreaElement, text: string): void {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = start > 0 && !/\s/u.test(value[start - 1] ?? "") ? " " : "";
  const after = end < value.length && !/\s/u.test(value[end] ?? "") ? " " : "";
  field.setRangeText(`${before}${text}${after}`, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
