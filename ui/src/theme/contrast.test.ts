import { describe, expect, it } from "vitest";
import tokens from "./tokens.css?raw";

type Scheme = "light" | "dark";
type Tones = Map<string, [light: string, dark: string]>;

/** The tones of one rule; a tone that is the same in both schemes stands alone. */
function tonesOf(selector: string): Tones {
  const from = tokens.indexOf(`${selector} {`);
  const rule = tokens.slice(from, tokens.indexOf("}", from));
  const tone = /--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));/g;
  return new Map(
    [...rule.matchAll(tone)].map(([, name = "", light, dark, both]) => [
      name,
      [light ?? both ?? "", dark ?? both ?? ""],
    ]),
  );
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG's contrast ratio. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const PAIRS: [texts: string[], grounds: string[]][] = [
  [
    ["text", "text-2"],
    ["bg", "side", "surface", "raised", "hover", "float", "user-bg"],
  ],
  [
    ["text-3", "link", "error", "success", "warn", "purple"],
    ["bg", "side", "surface", "float"],
  ],
  [["tok-k", "tok-f", "tok-s", "tok-n", "tok-c", "tok-t"], ["code-bg"]],
  [["notice-text"], ["notice-bg"]],
  [["text", "error"], ["danger-bg"]],
  [["on-invert"], ["invert"]],
];

const base = tonesOf(":root");
const themes: [name: string, tones: Tones, least: number][] = [
  ["the plain theme", base, 4.5],
  ["high contrast", new Map([...base, ...tonesOf(":root[data-contrast]")]), 7],
];

describe.each(themes)("%s", (_, tones, least) => {
  it.each<Scheme>(["light", "dark"])("can be read in the %s", (scheme) => {
    const tone = (name: string) => tones.get(name)?.[scheme === "light" ? 0 : 1] ?? "";
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
