import { drawn } from "./drawn";

/** The code blocks of a message of the transcript, also of one that is not drawn. */
export function codeBlocks(message: HTMLElement): Element[] {
  if (message.dataset.box === undefined) return [...message.querySelectorAll(".md-code")];
  const parts = drawn.message(message.dataset.message ?? "")?.parts ?? [];
  const template = document.createElement("template");
  template.innerHTML = parts
    .flatMap((part) => (part.type === "text" || part.type === "reasoning" ? part.blocks : []))
    .filter((html) => html.includes("md-code"))
    .join("");
  return [...template.content.querySelectorAll(".md-code")];
}
