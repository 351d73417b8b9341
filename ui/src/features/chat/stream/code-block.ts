import i18next from "i18next";

/** Lines that are laid out together, and skipped together while they are out of sight. */
const PIECE_LINES = 50;
/** A longer block that is finished is folded to about twenty lines, by the style sheet. */
const LONG_LINES = 40;

const OPTIONS = ["md-wrap", "md-download"] as const;

/** Adds what the face offers beside copying. Called again when the language changes. */
export function prepareCode(block: Element): void {
  const copy = block.querySelector(".md-copy");
  if (copy && !block.querySelector(".md-wrap")) copy.before(...OPTIONS.map(button));
  const lines = block.querySelector(".md-lines");
  if (lines?.firstElementChild?.matches(".line")) {
    const all = [...lines.childNodes];
    lines.replaceChildren();
    appendLines(lines, all);
  }
  const fold = block.querySelector(".md-fold");
  if (fold) nameFold(block, fold);
}

/** Adds lines at the end of a block's lines, in pieces. The pieces depend on the lines alone, however they arrive. */
export function appendLines(container: Element, lines: Iterable<ChildNode>): void {
  let piece = container.lastElementChild;
  for (const line of lines) {
    if (piece === null || piece.childElementCount === PIECE_LINES) {
      const before = container.childElementCount * PIECE_LINES;
      piece = document.createElement("span");
      piece.className = "md-piece";
      // What is skipped counts for itself.
      if (before > 0) piece.setAttribute("style", `counter-reset: line ${before}`);
      container.append(piece);
    }
    piece.append(line);
    // Only what has gone out of sight by then: to lay out anew what is seen would hold the stream up.
    if (piece.childElementCount === PIECE_LINES) piece.previousElementSibling?.setAttribute("data-past", "");
  }
}

function button(className: string): Element {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  return element;
}

export function nameWrap(element: Element): void {
  const block = element.closest(".md-code");
  const name = i18next.t("chat:code.wrap");
  element.setAttribute("aria-label", name);
  element.setAttribute("data-tooltip", name);
  element.setAttribute("aria-pressed", String(block !== null && wraps(block)));
}

export function nameDownload(element: Element): void {
  const name = i18next.t("chat:code.download");
  element.setAttribute("aria-label", name);
  element.setAttribute("data-tooltip", name);
}

/** Whether the block breaks its lines: as its own button says, else as the setting does. */
function wraps(block: Element): boolean {
  const own = block.getAttribute("data-wrap");
  return own === null ? document.documentElement.hasAttribute("data-code-wrap") : own === "on";
}

export function toggleWrap(button: Element): void {
  const block = button.closest(".md-code");
  if (!block) return;
  block.setAttribute("data-wrap", wraps(block) ? "off" : "on");
  nameWrap(button);
}

/** Lets a long block be folded once nothing more comes to it; `folded` does so, where nothing in it is in use. */
export function offerFold(block: Element, folded: boolean): void {
  if (countLines(block) <= LONG_LINES) return;
  let fold = block.querySelector(":scope > .md-fold");
  if (!fold) {
    fold = button("md-fold");
    block.append(fold);
  }
  block.toggleAttribute("data-folded", folded);
  nameFold(block, fold);
}

export function toggleFold(fold: Element): void {
  const block = fold.closest(".md-code");
  if (!block) return;
  const folded = block.toggleAttribute("data-folded");
  nameFold(block, fold);
  // What stood below the reader's eyes has moved up: they go on at the button that they pressed.
  if (folded) fold.scrollIntoView({ block: "nearest" });
}

/** Unfolds the block around a place and lays out its lines, so that it can be scrolled to. */
export function uncover(place: Element | null | undefined): void {
  // WebKit scrolls to nothing that it has not laid out.
  place?.closest(".md-piece")?.setAttribute("data-uncovered", "");
  for (
    let block = place?.closest(".md-code[data-folded]");
    block;
    block = block.parentElement?.closest(".md-code")
  ) {
    const fold = block.querySelector(":scope > .md-fold");
    block.removeAttribute("data-folded");
    if (fold) nameFold(block, fold);
  }
}

function nameFold(block: Element, fold: Element): void {
  const folded = block.hasAttribute("data-folded");
  fold.setAttribute("aria-expanded", String(!folded));
  fold.textContent = folded
    ? i18next.t("chat:code.showAll", { count: countLines(block) })
    : i18next.t("chat:code.showLess");
}

function countLines(block: Element): number {
  let lines = 0;
  for (const piece of block.querySelectorAll(".md-piece")) lines += piece.childElementCount;
  return lines;
}
