import i18next from "i18next";

/** More rows scroll within the table, under a header that stays, unless somebody saw them come. */
const TALL_ROWS = 24;

/** Puts each table into a frame, over which its tools stand without scrolling along. */
export function frameTables(fragment: DocumentFragment): void {
  for (const table of fragment.querySelectorAll(".md-table")) {
    const frame = document.createElement("div");
    frame.className = "md-table-frame";
    table.replaceWith(frame);
    frame.append(button("md-table-copy"), table);
    for (const head of table.querySelectorAll("th")) head.append(button("md-sort"));
  }
}

function button(className: string): Element {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  return element;
}

export function nameTableCopy(element: Element): void {
  const name = i18next.t("chat:table.copy");
  element.setAttribute("aria-label", name);
  element.setAttribute("data-tooltip", name);
  element.setAttribute("aria-haspopup", "menu");
}

export function nameSort(element: Element): void {
  const head = element.parentElement;
  const words = head ? wordsOf(head).trim() : "";
  const number = head ? [...(head.parentElement?.children ?? [])].indexOf(head) + 1 : 0;
  element.setAttribute(
    "aria-label",
    words === ""
      ? i18next.t("chat:table.sortNumber", { number })
      : i18next.t("chat:table.sort", { column: words }),
  );
}

/** The text of a cell without the buttons in it. */
export function wordsOf(cell: Element): string {
  let words = "";
  for (const node of cell.childNodes) {
    if (!(node instanceof HTMLButtonElement && node.matches(".md-sort"))) words += node.textContent ?? "";
  }
  return words;
}

/** A table to which nothing more comes scrolls by itself where it is tall. */
export function limitHeight(frame: Element): void {
  if (frame.querySelectorAll("tr").length > TALL_ROWS + 1) frame.setAttribute("data-tall", "");
}

/** Shows the rows of a table as those of another with the same rows are. */
export function carryOrder(from: Element, to: Element): void {
  if (from.hasAttribute("data-tall")) to.setAttribute("data-tall", "");
  const sorted = from.querySelector("th[aria-sort]");
  const [shown, rows] = [bodyRows(from), bodyRows(to)];
  if (!sorted || shown.length !== rows.length) return;
  const body = rows[0]?.parentElement;
  const index = [...(sorted.parentElement?.children ?? [])].indexOf(sorted);
  to.querySelectorAll("th")[index]?.setAttribute("aria-sort", sorted.getAttribute("aria-sort") ?? "");
  for (const row of shown) {
    const place = row.getAttribute("data-row") ?? "";
    const own = rows[Number(place)];
    own?.setAttribute("data-row", place);
    if (own) body?.append(own);
  }
}

/** Puts the rows of a table back into the order in which they were written: to those of another, none can be added. */
export function unsort(table: Element): void {
  const sorted = table.querySelector(":scope > table > thead th[aria-sort]");
  if (!sorted) return;
  sorted.removeAttribute("aria-sort");
  const rows = bodyRows(table);
  rows.sort((a, b) => Number(a.getAttribute("data-row")) - Number(b.getAttribute("data-row")));
  for (const row of rows) row.removeAttribute("data-row");
  table.querySelector("tbody")?.append(...rows);
}

export function bodyRows(frame: Element): Element[] {
  return [...frame.querySelectorAll("tbody > tr")];
}
