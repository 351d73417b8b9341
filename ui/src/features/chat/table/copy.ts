import type { CopyArgs } from "@/ipc/generated";
import { cleanHtml } from "../rich-text";
import { wordsOf } from "../stream/table-block";

export type TableFormat = "markdown" | "csv" | "rich";

/** The table as it is shown, for other programs. */
export function copyOf(table: Element, format: TableFormat): CopyArgs {
  switch (format) {
    case "markdown":
      return { text: markdown(table), html: null };
    case "csv":
      return { text: csv(table), html: null };
    case "rich":
      return { text: tsv(table), html: cleanHtml(table.querySelector("table") ?? table) };
  }
}

function rowsOf(table: Element): Element[][] {
  return [...table.querySelectorAll("tr")].map((row) => [...row.children]);
}

/** RFC 4180. What a spreadsheet would take for a formula is marked as text: the words are a model's. */
function csv(table: Element): string {
  const field = (cell: Element) => {
    const words = wordsOf(cell).trim();
    const text = /^[=@\t]|^[+-](?![\d.,\s]*\d)/.test(words) ? `'${words}` : words;
    return /["\r\n,]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return rowsOf(table)
    .map((row) => `${row.map(field).join(",")}\r\n`)
    .join("");
}

function tsv(table: Element): string {
  const field = (cell: Element) => wordsOf(cell).trim().replace(/\s+/g, " ");
  return rowsOf(table)
    .map((row) => row.map(field).join("\t"))
    .join("\n");
}

const RULES = [
  [".md-left", ":--"],
  [".md-center", ":-:"],
  [".md-right", "--:"],
] as const;

function markdown(table: Element): string {
  const [head = [], ...body] = rowsOf(table);
  const line = (cells: string[]) => `| ${cells.join(" | ")} |\n`;
  const cell = (element: Element) => inline(element).trim().replace(/\|/g, "\\|").replace(/\s+/g, " ");
  const rule = (element: Element) => RULES.find(([selector]) => element.matches(selector))?.[1] ?? "---";
  return [head.map(cell), head.map(rule), ...body.map((row) => row.map(cell))].map(line).join("");
}

const MARKS: Record<string, string> = { STRONG: "**", EM: "*", DEL: "~~" };
const KEPT = new Set(["KBD", "SUB", "SUP"]);

/** What stands in a cell, as Markdown. */
function inline(node: Node): string {
  let text = "";
  for (const child of node.childNodes) {
    if (child instanceof Text) text += child.data.replace(/[\\`*_[\]<~]/g, "\\$&");
    else if (child instanceof Element) text += element(child);
  }
  return text;
}

function element(it: Element): string {
  const mark = MARKS[it.tagName];
  if (mark) return `${mark}${inline(it)}${mark}`;
  if (it.tagName === "CODE") {
    const code = it.textContent ?? "";
    const fence = code.includes("`") ? "``" : "`";
    return `${fence}${code}${fence}`;
  }
  if (it.tagName === "BR") return "<br>";
  if (KEPT.has(it.tagName) && !it.matches(".md-fn-ref")) {
    const tag = it.tagName.toLowerCase();
    return `<${tag}>${inline(it)}</${tag}>`;
  }
  const image = it.getAttribute("data-image-src");
  if (image !== null) return `![${it.getAttribute("data-alt") ?? ""}](${image})`;
  const href = it.matches("a") ? it.getAttribute("href") : null;
  if (href !== null) return it.textContent === href ? href : `[${inline(it)}](${href})`;
  return it instanceof HTMLButtonElement ? "" : inline(it);
}
