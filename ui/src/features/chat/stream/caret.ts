const CONTAINERS =
  "ul, ol, li, blockquote, div, section, pre, pre > code, table, tbody, tr, td, .md-lines, .md-partial";

/**
 * Marks the element in which the streamed text ends with `data-caret`, behind whose content the style sheet draws the caret, and
 * a table that is being written with `data-open`. Attributes, not nodes: those would end up in selections, copies and comparisons.
 */
export class Caret {
  #at: Element | null = null;
  #table: Element | null = null;

  /** Call before the blocks change: an attribute of ours must not make equal blocks look different. */
  lift(): void {
    this.#at?.removeAttribute("data-caret");
    this.#table?.removeAttribute("data-open");
    this.#at = this.#table = null;
  }

  place(host: Element | null): void {
    this.lift();
    let at = host?.lastElementChild ?? null;
    if (at?.matches(".md-table-frame")) {
      at.setAttribute("data-open", "");
      this.#table = at;
    }
    while (at?.matches(CONTAINERS)) {
      const last = lastSolid(at);
      if (!(last instanceof Element) || !(last.matches(CONTAINERS) || isTextBlock(last))) break;
      at = last;
    }
    at?.setAttribute("data-caret", "");
    this.#at = at;
  }
}

/** The last child that is not mere white space. */
function lastSolid(element: Element): ChildNode | null {
  let node = element.lastChild;
  while (node instanceof Text && node.data.trim() === "") node = node.previousSibling;
  return node;
}

function isTextBlock(element: Element): boolean {
  return /^(P|H[1-6])$/.test(element.tagName);
}
