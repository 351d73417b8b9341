import { afterEach, describe, expect, it } from "vitest";
import { findRanges } from "@/lib/find-ranges";
import { hitsIn } from "./find-hits";

afterEach(() => document.body.replaceChildren());

function show(html: string): HTMLElement {
  document.body.innerHTML = `<div role="log">${html}</div>`;
  return document.body.firstElementChild as HTMLElement;
}

const drawn = (id: string, text: string) => `<article data-message="${id}"><p>${text}</p></article>`;
const box = (id: string) => `<article data-message="${id}" data-box=""></article>`;

describe("the places where words stand", () => {
  it("are in the order of the conversation, drawn or not, read or not", () => {
    const root = show(drawn("b", "tide and tide") + box("c") + drawn("d", "a tide") + box("e"));
    const counted = [
      { message: "a", count: 1 },
      // What is drawn is counted as it is shown.
      { message: "b", count: 5 },
      { message: "c", count: 2 },
      { message: "d", count: 1 },
      { message: "e", count: 1 },
    ];
    const hits = hitsIn(root, findRanges(root, ["tide"]), counted);
    expect(hits.map(({ message, nth, range }) => `${message}${nth}${range ? "" : "?"}`)).toEqual([
      "a0?",
      "b0",
      "b1",
      "c0?",
      "c1?",
      "d0",
      "e0?",
    ]);
  });
});
