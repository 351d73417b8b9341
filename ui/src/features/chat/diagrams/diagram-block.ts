import i18next from "i18next";

/** What stands in a block of code beside its source, once it is a diagram. */
const OWN = ".md-diagram-toggle, .md-diagram-menu, .md-diagram, .md-diagram-note";

/** `picture` shows the diagram, `source` the code, `refused` the code with what is wrong. */
export type DiagramState = "picture" | "source" | "refused";

/** Makes a block of Mermaid one that is looked for. */
export function markDiagram(code: Element): void {
  code.classList.add("md-mermaid");
}

/** Puts what belongs to a diagram into its block, in the place of what was there. */
export function placeDiagram(code: Element, state: DiagramState, own: readonly Element[]): void {
  removeDiagram(code);
  const wrap = code.querySelector(".md-wrap");
  const pre = code.querySelector(":scope > pre");
  for (const element of own) (element.matches("button") ? wrap : pre)?.before(element);
  turnTo(code, state);
}

/** Shows one side of a block and lets the other be asked for. */
export function turnTo(code: Element, state: DiagramState): void {
  code.setAttribute("data-diagram", state);
  const toggle = code.querySelector(".md-diagram-toggle");
  if (!toggle) return;
  const shown = state === "picture";
  toggle.textContent = i18next.t(shown ? "diagrams:source" : "diagrams:picture");
  toggle.setAttribute("aria-label", i18next.t(shown ? "diagrams:showSource" : "diagrams:showPicture"));
}

/** The block shows its code again, as the core wrote it. */
export function removeDiagram(code: Element): void {
  code.removeAttribute("data-diagram");
  code.removeAttribute("data-tone");
  for (const element of ownOf(code)) element.remove();
}

/** Shows the code, so that something in it can be seen. */
export function showSource(code: Element): void {
  if (code.getAttribute("data-diagram") === "picture") turnTo(code, "source");
}

/** Gives a block that is to take the place of `live` the same diagram, where it has the same source. */
export function carryDiagram(live: Element, fresh: Element): void {
  const state = live.getAttribute("data-diagram");
  if (state === null || sourceOf(live) !== sourceOf(fresh)) return;
  placeDiagram(
    fresh,
    state as DiagramState,
    ownOf(live).map((element) => element.cloneNode(true) as Element),
  );
  fresh.setAttribute("data-tone", live.getAttribute("data-tone") ?? "");
}

export function sourceOf(code: Element): string {
  return code.querySelector("pre code")?.textContent ?? "";
}

function ownOf(code: Element): Element[] {
  return [...code.querySelectorAll(OWN)];
}
