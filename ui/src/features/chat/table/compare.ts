export type Compare = (a: string, b: string) => number;

/** How the cells of a column are put in order: as numbers or dates where all of them are, else as words. */
export function comparing(cells: readonly string[], language: string): Compare {
  const filled = cells.filter((cell) => !isEmpty(cell));
  const values = numbers(filled) ?? dates(filled);
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  if (!values) return (a, b) => collator.compare(a, b);
  return (a, b) => (values.get(a) ?? 0) - (values.get(b) ?? 0);
}

/** Nothing, or a mark that stands for it. They go last in either direction. */
export function isEmpty(cell: string): boolean {
  return /^[\s\-–—‐.?]*$/.test(cell) || /^n\/?a$/i.test(cell.trim());
}

/** A whole part with or without marks of thousands, a fraction, an exponent; the point stands before the fraction. */
const NUMBER = /^([+-]?)(\d+|\d{1,3}(?:[,'’ ]\d{3})+)?(\.\d+)?(?:e([+-]?\d+))?$/i;

/** The numbers that the cells are, if all are: with the same unit, a currency, thousands marked in any way. */
function numbers(cells: readonly string[]): Map<string, number> | null {
  const plain = cells.map(withoutUnit);
  if (plain.some((cell) => cell === null) || cells.length === 0) return null;
  if (new Set(plain.map((cell) => cell?.unit)).size > 1) return null;
  const texts = plain.map((cell) => cell?.digits ?? "");
  const comma = isDecimalComma(texts);
  const values = texts.map((text) => read(text, comma));
  if (values.some((value) => Number.isNaN(value))) return null;
  return new Map(cells.map((cell, index) => [cell, values[index] ?? 0]));
}

function withoutUnit(cell: string): { digits: string; unit: string } | null {
  const plain = cell
    .trim()
    .replace(/[\u2212\u2013]/g, "-")
    .replace(/[\u00a0\u2009\u202f]/g, " ")
    .replace(/^([+-]?)[~≈<>≤≥]?\s*/, "$1");
  const parts =
    /^([+-]?)\s*(\p{Sc}?)\s*([+-]?[\d.,'’ ]*\d(?:e[+-]?\d+)?|[+-]?\d)\s*(\p{Sc}|%|‰|[\p{L}°µ/²³]{0,12})\+?$/iu.exec(
      plain,
    );
  if (!parts) return null;
  const [, sign = "", before = "", digits = "", after = ""] = parts;
  return { digits: sign + digits, unit: before || after };
}

/** A comma stands before the last digits in each number that has one and other than three of them follow, or a point stands before it. */
function isDecimalComma(texts: readonly string[]): boolean {
  const marked = texts.filter((text) => text.includes(","));
  if (marked.some((text) => text.indexOf(",") !== text.lastIndexOf(","))) return false;
  if (marked.some((text) => text.lastIndexOf(".") > text.indexOf(","))) return false;
  return marked.some((text) => text.includes(".") || !/,\d{3}$/.test(text) || /^[+-]?0,/.test(text));
}

function read(text: string, comma: boolean): number {
  const many = text.indexOf(".") !== text.lastIndexOf(".");
  const swapped = comma || many ? text.replace(/[.,]/g, (mark) => (mark === "." ? "," : ".")) : text;
  const parts = NUMBER.exec(swapped);
  if (!parts) return Number.NaN;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  return Number(`${sign}${whole.replace(/[,'’ ]/g, "")}${fraction}e${exponent}`);
}

const ISO = /^\d{4}-\d{2}(-\d{2})?([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const PARTS = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})$/;
const WORDS = /^(?=.*[A-Za-z]{3})(?=.*\d{4})[\w\s.,]+$/;

/** The moments that the cells are, if all are. */
function dates(cells: readonly string[]): Map<string, number> | null {
  const texts = cells.map((cell) => cell.trim());
  if (texts.length === 0) return null;
  const parts = texts.map((text) => PARTS.exec(text));
  // The day goes first where a point stands between, and where the first number is no month in some cell.
  const dayFirst = parts.some((it) => it !== null && (it[2] === "." || Number(it[1]) > 12));
  const values = texts.map((text, index) => {
    const part = parts[index];
    if (part) {
      const [, first = "", , second = "", year = ""] = part;
      const [day, month] = dayFirst ? [first, second] : [second, first];
      return Date.UTC(Number(year.length === 2 ? `20${year}` : year), Number(month) - 1, Number(day));
    }
    return ISO.test(text) || WORDS.test(text) ? Date.parse(text) : Number.NaN;
  });
  if (values.some((value) => Number.isNaN(value))) return null;
  return new Map(cells.map((cell, index) => [cell, values[index] ?? 0]));
}
