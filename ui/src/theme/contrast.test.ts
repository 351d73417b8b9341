import { describe, expect, it } from "vitest";
import { contrast, type Scheme, type Tones, toneOf, tonesOf } from "./contrast.fixture";
import tokens from "./tokens.css?raw";

const PAIRS: [texts: string[], grounds: string[]][] = [
  [
    ["text", "text-2"],
    ["bg", "side", "surface", "raised", "hover", "float", "user-bg"],
  ],
  [
    ["text-3", "link", "error", "success", "warn", "purple"],
    ["bg", "side", "surface", "float"],
  ],
  [["notice-text"], ["notice-bg"]],
  [["text", "error"], ["danger-bg"]],
  [["on-invert"], ["invert"]],
];

const base = tonesOf(tokens, ":root");
const themes: [name: string, tones: Tones, least: number][] = [
  ["the plain theme", base, 4.5],
  ["high contrast", new Map([...base, ...tonesOf(tokens, ":root[data-contrast]")]), 7],
];

describe.each(themes)("%s", (_, tones, least) => {
  it.each<Scheme>(["light", "dark"])("can be read in the %s", (scheme) => {
    const tone = (name: string) => toneOf(tones, name, scheme);
    const weak = PAIRS.flatMap(([texts, grounds]) =>
      texts.flatMap((text) =>
        grounds
          .map((ground) => ({ text, ground, ratio: contrast(tone(text), tone(ground)) }))
          .filter(({ ratio }) => !(ratio >= least)),
      ),
    );
    expect(weak).toEqual([]);
  });
});
