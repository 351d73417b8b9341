import i18next from "i18next";
import { kindOf } from "@/features/artifacts/public";
import { markDiagram } from "../diagrams/diagram-block";
import { nameDownload, nameWrap, prepareCode } from "./code-block";
import { nameSort, nameTableCopy } from "./table-block";

const ALERTS = ["note", "tip", "important", "warning", "caution"] as const;

const FORMULA_ERRORS = ["command", "environment", "unbalanced", "syntax", "definition", "limit"] as const;

const NAMES: readonly [selector: string, name: (element: Element) => void][] = [
  [".md-code", prepareCode],
  [".md-code", offerPreview],
  ['.md-code[data-lang="mermaid" i]', markDiagram],
  [".md-copy", nameCopy],
  [".md-wrap", nameWrap],
  [".md-download", nameDownload],
  [".md-image", nameImage],
  [".md-code pre", (element) => scrollable(element, i18next.t("chat:code.name"))],
  [".md-table", (element) => scrollable(element, i18next.t("chat:table.name"))],
  [".md-display", nameFormula],
  [".md-math-error", nameFormulaError],
  [".md-table-copy", nameTableCopy],
  [".md-sort", nameSort],
  [".md-check", nameCheck],
  [".md-alert-title", nameAlert],
  ["[data-footnote]", nameFootnote],
];
const ALL = NAMES.map(([selector]) => selector).join();

/**
 * Gives a block what the core leaves to the face: words in the person's language, and a place in the tab order for what
 * scrolls sideways. Called again when the language changes.
 */
export function prepareBlock(block: Element): void {
  if (block.matches(ALL)) prepare(block);
  for (const element of block.querySelectorAll(ALL)) prepare(element);
}

function prepare(element: Element): void {
  for (const [selector, name] of NAMES) if (element.matches(selector)) name(element);
}

function nameCopy(button: Element): void {
  button.textContent = i18next.t("chat:code.copy");
  button.setAttribute("aria-label", i18next.t("chat:code.copyName"));
}

/** What can be shown as a page, a picture or a document gets a button for it. */
function offerPreview(code: Element): void {
  const bar = code.querySelector(".md-code-bar");
  if (!bar || kindOf(code) === null) return;
  let button = bar.querySelector("[data-preview]");
  if (!button) {
    button = document.createElement("button");
    button.setAttribute("type", "button");
    button.className = "md-preview";
    button.setAttribute("data-preview", "");
    bar.querySelector(".md-copy")?.before(button);
  }
  button.textContent = i18next.t("chat:code.preview");
  button.setAttribute("aria-label", i18next.t("chat:code.previewName"));
}

function nameImage(button: Element): void {
  const host = button.getAttribute("data-host") ?? "";
  const alt = button.getAttribute("data-alt") ?? "";
  button.textContent = i18next.t(alt ? "chat:image.loadNamed" : "chat:image.load", { host, alt });
}

function scrollable(element: Element, label: string): void {
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", label);
}

/** A group, not a button: of a button a screen reader would not read the formula. */
function nameFormula(element: Element): void {
  scrollable(element, i18next.t("chat:formula.name"));
}

function nameFormulaError(element: Element): void {
  const error = FORMULA_ERRORS.find((code) => code === element.getAttribute("data-math-error"));
  if (error) element.setAttribute("title", i18next.t(`chat:formula.error.${error}`));
}

function nameCheck(mark: Element): void {
  const done = mark.getAttribute("data-checked") === "true";
  mark.setAttribute("aria-label", i18next.t(done ? "chat:task.done" : "chat:task.open"));
  // Its own mark stands for the bullet. A class, since `:has()` over a transcript is slow in WebKit.
  mark.closest("li")?.classList.add("md-task");
}

function nameAlert(title: Element): void {
  const kind = ALERTS.find((alert) => alert === title.getAttribute("data-alert"));
  if (kind) title.textContent = i18next.t(`chat:alert.${kind}`);
}

function nameFootnote(button: Element): void {
  const number = button.getAttribute("data-footnote") ?? "";
  button.setAttribute("aria-label", i18next.t("chat:footnote", { number }));
}
