import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { provideShow } from "@/lib/show-place";
import { Follower } from "./follower";

const WINDOW_PX = 100;
const LINE_PX = 40;

/** How far the transcript is scrolled down. Each paragraph is one line. */
let scrolled = 0;
const shown = vi.fn((_: HTMLElement, place: Element) => {
  scrolled = lineOf(place) * LINE_PX;
});

function lineOf(place: Element | null | undefined): number {
  return [...document.querySelectorAll("p")].indexOf(place as HTMLParagraphElement);
}

function follow(...sentences: string[]): void {
  const follower = new Follower("a");
  for (const sentence of sentences) {
    follower.look(sentence);
    follower.mark();
  }
}

beforeEach(() => {
  scrolled = 0;
  const lines = ["One.", "Two.", "Three.", "Four.", "Five."].map((line) => `<p>${line}</p>`).join("");
  document.body.innerHTML = `<div role="log"><article data-message="a"><div class="md-reasoning"><div class="md">One.</div></div><div class="md">${lines}</div></article></div>`;
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 200, WINDOW_PX));
  Range.prototype.getBoundingClientRect = function () {
    return new DOMRect(0, lineOf(this.startContainer.parentElement) * LINE_PX - scrolled, 200, LINE_PX);
  };
  provideShow(shown);
});

afterEach(() => {
  vi.restoreAllMocks();
  shown.mockClear();
  document.body.innerHTML = "";
});

describe("following what is said", () => {
  it("brings a sentence into view only when it is out of it", () => {
    follow("One.", "Two.", "Three.", "Four.");
    expect(shown.mock.calls.map(([, place]) => place.textContent)).toEqual(["Three."]);
  });

  it("goes to the first sentence from wherever the reader is", () => {
    scrolled = 1_000;
    follow("One.");
    expect(shown.mock.calls.map(([, place]) => place.textContent)).toEqual(["One."]);
  });

  it("leaves a reader alone who has scrolled away, and goes on when they are back", () => {
    const follower = new Follower("a");
    const say = (sentence: string) => {
      follower.look(sentence);
      follower.mark();
    };
    say("One.");
    scrolled = 1_000;
    say("Two.");
    say("Three.");
    expect(shown).not.toHaveBeenCalled();
    // The third is the last line that is seen.
    scrolled = 2 * LINE_PX - (WINDOW_PX - LINE_PX);
    say("Four.");
    expect(shown.mock.calls.map(([, place]) => place.textContent)).toEqual(["Four."]);
  });
});
