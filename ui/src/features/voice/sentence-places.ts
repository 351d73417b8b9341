/** What a voice does not say, or says in other words. */
const SKIPPED =
  "button, .sr-only, [aria-hidden='true'], style, script, .md-code, .md-table, .md-math, .md-fn, .md-fn-ref, .md-raw, .md-alert-title";
/** Letters between two sentences that are no part of either. */
const NEAR_LETTERS = 300;
const SPACE = /\s/u;

interface Piece {
  node: Text;
  /** Of the text without white space. */
  start: number;
  /** The places of its letters in the node. */
  places: number[];
}

/** Finds sentences in what is shown, one behind the other. White space is passed over: markup has its own. */
export class SentencePlaces {
  /** Where the last sentence that was found ends. */
  #from = 0;
  /** Letters of sentences that were not found since. */
  #missed = 0;

  /** Null where it does not stand there as it should. */
  find(roots: Element[], shown: string): Range | null {
    const sought = shown.replace(/\s+/gu, "");
    if (sought === "") return null;
    const { text, pieces } = read(roots);
    const at = text.indexOf(sought, this.#from);
    // The same words further below are another sentence.
    if (at === -1 || at > this.#from + this.#missed + NEAR_LETTERS) {
      this.#missed += sought.length;
      return null;
    }
    this.#from = at + sought.length;
    this.#missed = 0;
    const [first, last] = [pieceAt(pieces, at), pieceAt(pieces, this.#from - 1)];
    if (!first || !last) return null;
    const range = document.createRange();
    range.setStart(first.node, first.places[at - first.start] ?? 0);
    range.setEnd(last.node, (last.places[this.#from - 1 - last.start] ?? last.node.length - 1) + 1);
    return range;
  }
}

function pieceAt(pieces: Piece[], letter: number): Piece | undefined {
  return pieces.find(({ start, places }) => letter >= start && letter < start + places.length);
}

function read(roots: Element[]): { text: string; pieces: Piece[] } {
  let text = "";
  const pieces: Piece[] = [];
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
      node instanceof Element && node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!(node instanceof Text)) continue;
      const places: number[] = [];
      const start = text.length;
      for (let at = 0; at < node.data.length; at++) {
        const letter = node.data[at] ?? "";
        if (SPACE.test(letter)) continue;
        places.push(at);
        text += letter;
      }
      if (places.length > 0) pieces.push({ node, start, places });
    }
  }
  return { text, pieces };
}
