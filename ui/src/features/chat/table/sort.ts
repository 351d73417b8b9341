import i18next from "i18next";
import { bodyRows, wordsOf } from "../stream/table-block";
import { comparing, isEmpty } from "./compare";

const STEPS = [null, "ascending", "descending"];

/** Shows the rows in the order of a column: upwards, then downwards, then as they were written. */
export function sortBy(head: Element): void {
  const table = head.closest(".md-table");
  const body = table?.querySelector("tbody");
  if (!table || !body) return;
  const before = STEPS.indexOf(head.getAttribute("aria-sort"));
  const step = STEPS[(before + 1) % STEPS.length] ?? null;
  for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");

  const rows = bodyRows(table);
  rows.forEach((row, index) => {
    if (!row.hasAttribute("data-row")) row.setAttribute("data-row", String(index));
  });
  const written = (row: Element) => Number(row.getAttribute("data-row"));
  rows.sort((a, b) => written(a) - written(b));
  if (step === null) {
    for (const row of rows) row.removeAttribute("data-row");
  } else {
    head.setAttribute("aria-sort", step);
    const column = [...(head.parentElement?.children ?? [])].indexOf(head);
    const cells = new Map(rows.map((row) => [row, cellOf(row, column)]));
    const compare = comparing([...cells.values()], i18next.language);
    const sign = step === "ascending" ? 1 : -1;
    rows.sort((a, b) => {
      const [first = "", second = ""] = [cells.get(a), cells.get(b)];
      const [none, nor] = [isEmpty(first), isEmpty(second)];
      if (none || nor) return Number(none) - Number(nor);
      return sign * compare(first, second);
    });
  }
  body.append(...rows);
}

function cellOf(row: Element, column: number): string {
  const cell = row.children[column];
  return cell ? wordsOf(cell).trim() : "";
}
