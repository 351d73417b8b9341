import { describe, expect, it } from "vitest";
import { findRanges } from "./find-ranges";

function page(html: string): Element {
  document.body.innerHTML = `<main>${html}</main>`;
  return document.body.firstElementChild ?? document.body;
}

const found = (html: string, ...words: string[]) =>
  findRanges(page(html), words).map((range) => range.toString());

describe("the places of words in a page", () => {
  it("are found without case and diacritics, in order", () => {
    expect(found("<p>A Café, a CAFE and tea</p>", "tea", "cafe")).toEqual(["Café", "CAFE", "tea"]);
    expect(found("<p>Straße 😀 Élysée</p>", "elysee", "😀")).toEqual(["😀", "Élysée"]);
    expect(found("<p>東京タワー</p>", "京タ")).toEqual(["京タ"]);
  });

  it("may go through elements and not from one block into the next", () => {
    expect(found("<p>one <b>tw</b>o</p>", "e two")).toEqual(["e two"]);
    expect(found("<p>one</p><p>two</p>", "onetwo")).toEqual([]);
  });

  it("are not in what is no text of the message", () => {
    const html = '<button>tide</button><h2 class="sr-only">tide</h2><div hidden><p>tide</p></div>';
    expect(found(html, "tide")).toEqual(["tide"]);
  });

  it("are those of whole words, where these stand by themselves", () => {
    const words = (html: string, ...wanted: string[]) =>
      findRanges(page(html), wanted, "words").map((range) => range.toString());
    expect(words("<p>A sea, a Café near</p>", "a", "cafe")).toEqual(["A", "a", "Café"]);
    expect(words("<p>getElementById</p>", "element")).toEqual(["Element"]);
    expect(words("<p>私は東京タワーに</p>", "東京")).toEqual(["東京"]);
    expect(words("<p>𝒂b b</p>", "b")).toEqual(["b"]);
  });

  it("are none without a word", () => {
    expect(found("<p>a</p>", "")).toEqual([]);
  });
});
