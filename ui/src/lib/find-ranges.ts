/** What the eye does not read as text of the message. */
const SKIPPED = "button, .sr-only, [aria-hidden='true'], style, script";
const BLOCK = "p, li, pre, td, th, h1, h2, h3, h4, h5, h6, blockquote, div";
const MOST = 2_000;

/** A text without case and diacritics, and for each of its UTF-16 units the place in the original. */
function fold(text: string): { folded: string; places: number[] } {
  let folded = "";
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = character
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase();
    for (let unit = 0; unit < plain.length; unit++) places.push(at);
    folded += plain;
    at += character.length;
  }
  places.push(at);
  return { folded, places };
}

interface Piece {
  node: Text;
  /** In the folded text. */
  start: number;
  end: number;
  places: number[];
}

const WORD = /[\p{L}\p{N}]/u;

/** Whether the piece of the text from `from` to `to` begins and ends where words do. */
function isWhole(text: string, from: number, to: number): boolean {
  return (
    !WORD.test(Array.from(text.slice(Math.max(0, from - 2), from)).at(-1) ?? "") &&
    !WORD.test(Array.from(text.slice(to, to + 2))[0] ?? "")
  );
}

/**
 * Every place in the text below `root` where one of the words stands, in order and without regard to case and diacritics.
 * `as` words: within others only where it stands nowhere by itself, as the search finds it.
 */
export function findRanges(root: Element, words: string[], as: "text" | "words" = "text"): Range[] {
  const wanted = words.map((word) => fold(word).folded).filter((word) => word !== "");
  if (wanted.length === 0) return [];
  const { text, pieces } = read(root);
  const hits: [from: number, to: number][] = [];
  for (const word of wanted) {
    const places: typeof hits = [];
    for (
      let at = text.indexOf(word);
      at !== -1 && hits.length + places.length < MOST;
      at = text.indexOf(word, at + word.length)
    ) {
      places.push([at, at + word.length]);
    }
    const whole = as === "words" ? places.filter(([from, to]) => isWhole(text, from, to)) : [];
    hits.push(...(whole.length > 0 ? whole : places));
  }
  hits.sort((a, b) => a[0] - b[0]);
  let piece = 0;
  return hits.flatMap(([from, to]) => {
    while ((pieces[piece]?.end ?? Number.POSITIVE_INFINITY) <= from) piece++;
    let last = piece;
    while ((pieces[last]?.end ?? Number.POSITIVE_INFINITY) < to) last++;
    const [first, end] = [pieces[piece], pieces[last]];
    if (!first || !end) return [];
    const range = document.createRange();
    range.setStart(first.node, first.places[from - first.start] ?? 0);
    range.setEnd(end.node, end.places[to - end.start] ?? end.node.length);
    return [range];
  });
}

function read(root: Element): { text: string; pieces: Piece[] } {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
    node instanceof Element && node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  let text = "";
  let block: Element | null = null;
  const pieces: Piece[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.length === 0) continue;
    const own = node.parentElement?.closest(BLOCK) ?? null;
    // Words that stand in two paragraphs are not one.
    if (block !== null && own !== block) text += "\n";
    block = own;
    const { folded, places } = fold(node.data);
    pieces.push({ node, start: text.length, end: text.length + folded.length, places });
    text += folded;
  }
  return { text, pieces };
}
