import type { PartShell } from "./stream/message-body";

/** What the window adds to the blocks. */
const OWN = ".md-box, .md-code-bar, .md-fold, .md-diagram, .md-diagram-note, .md-table-copy, .md-sort";

/** The visible parts as HTML for other programs: what belongs to this window alone is left out. */
export function richText(shells: readonly PartShell[]): string {
  return shells
    .filter((shell) => shell.type === "text")
    .map((shell) => cleanHtml(shell.host, true))
    .join("\n");
}

/** The first words of the visible parts, for a screen reader. */
export function spokenText(shells: readonly PartShell[], limit: number): string {
  let text = "";
  for (const shell of shells) {
    if (shell.type === "image") text += ` ${shell.picture.alt}`;
    if (shell.type !== "text") continue;
    for (const block of shell.host.children) {
      text += ` ${block.textContent ?? ""}`;
      if (text.length > limit) return `${text.slice(0, limit).trim()}…`;
    }
  }
  return text.trim();
}

/** What stands in the element, or that itself, as HTML for other programs. */
export function cleanHtml(host: Element, inner = false): string {
  const copy = host.cloneNode(true) as Element;
  for (const own of copy.querySelectorAll(OWN)) own.remove();
  for (const figure of copy.querySelectorAll(".md-figure"))
    figure.replaceWith(...figure.querySelectorAll("img"));
  for (const image of copy.querySelectorAll(".md-image, .md-picture")) {
    const link = document.createElement("a");
    link.href = image.getAttribute("data-image-src") ?? "";
    link.textContent = image.getAttribute("data-alt") || link.href;
    image.replaceWith(link);
  }
  // Few programs read MathML, and many who write mathematics read TeX.
  for (const formula of copy.querySelectorAll(".md-math")) {
    const delimiter = formula.matches(".md-display") ? "$$" : "$";
    formula.replaceChildren(`${delimiter}${formula.getAttribute("data-tex") ?? ""}${delimiter}`);
  }
  for (const element of copy.querySelectorAll("*")) {
    for (const name of element.getAttributeNames()) {
      if (name !== "href" && name !== "dir") element.removeAttribute(name);
    }
  }
  return inner ? copy.innerHTML : copy.outerHTML;
}
