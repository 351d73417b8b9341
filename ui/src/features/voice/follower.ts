import { showMarks } from "@/lib/highlights";
import { showPlace } from "@/lib/show-place";
import { SentencePlaces } from "./sentence-places";

/** Marks the sentence that is said, and keeps it in view unless the reader has gone elsewhere. */
export class Follower {
  readonly #message: string;
  readonly #places = new SentencePlaces();
  #next: Range | null = null;
  #marked: Range | null = null;
  #begun = false;

  constructor(message: string) {
    this.#message = message;
  }

  /** Looks for the next sentence. Call for each, in their order. */
  look(shown: string): void {
    const article = this.#article();
    this.#next = article && this.#places.find(texts(article), shown);
  }

  /** Marks the sentence that was looked for last. */
  mark(): void {
    const range = this.#next;
    showMarks("spoken", range ? [range] : []);
    if (!range) return;
    const before = this.#marked;
    this.#marked = range;
    const article = this.#article();
    // Who scrolled away from the sentence before reads something else.
    const follows = !this.#begun || (before !== null && inView(before));
    this.#begun = true;
    const place = range.startContainer.parentElement;
    if (article && place && follows && !inView(range)) showPlace(article, place);
  }

  clear(): void {
    showMarks("spoken", []);
  }

  #article(): HTMLElement | null {
    return document.querySelector(`[role=log] [data-message="${CSS.escape(this.#message)}"]`);
  }
}

/** What the model says, without its thoughts. */
function texts(article: HTMLElement): HTMLElement[] {
  return [...article.querySelectorAll<HTMLElement>(".md")].filter((host) => !host.closest(".md-reasoning"));
}

function inView(range: Range): boolean {
  const scroller = range.startContainer.parentElement?.closest("[role=log]");
  if (!scroller) return false;
  const [place, view] = [range.getBoundingClientRect(), scroller.getBoundingClientRect()];
  return place.top >= view.top && place.bottom <= view.bottom;
}
