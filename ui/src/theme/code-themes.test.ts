import { describe, expect, it } from "vitest";
import css from "./code.css?raw";
import themes from "./code-themes.css?raw";
import { contrast, toneOf, tonesOf } from "./contrast.fixture";
import tokens from "./tokens.css?raw";

const app = new Map([...tonesOf(tokens, ":root"), ...tonesOf(themes, ":root")]);
const theme = (selector: string) => new Map([...app, ...tonesOf(themes, `${selector} .md-code`)]);
const CONTRAST = theme(":root[data-contrast]:not([data-code-theme])");

const TOKENS = ["k", "f", "s", "n", "c", "t"].map((letter) => `tok-${letter}`);
const PAIRS: [texts: string[], grounds: string[]][] = [
  [[...TOKENS, "text-2"], ["code-bg"]],
  [
    ["text", "text-3"],
    ["code-bg", "code-added", "code-removed"],
  ],
  [["tok-i"], ["code-bg", "code-added"]],
  [["tok-x"], ["code-bg", "code-removed"]],
];

describe("themes of code", () => {
  it.each([
    ["as the app, light", app, "light", 4.5],
    ["as the app, dark", app, "dark", 4.5],
    ["high contrast, light", CONTRAST, "light", 7],
    ["high contrast, dark", CONTRAST, "dark", 7],
    ["classic", theme(':root[data-code-theme="classic"]'), "dark", 4.5],
  ] as const)("%s: everything can be read", (_, tones, scheme, least) => {
    const weak = PAIRS.flatMap(([texts, grounds]) =>
      texts.flatMap((text) =>
        grounds
          .map((ground) => ({
            text,
            ground,
            ratio: contrast(toneOf(tones, text, scheme), toneOf(tones, ground, scheme)),
          }))
          .filter(({ ratio }) => !(ratio >= least)),
      ),
    );
    expect(weak).toEqual([]);
  });

  it("paint every token with a tone of the theme", () => {
    const used = [...css.matchAll(/var\(--(tok-\w)\)/g)].map((it) => it[1]);
    expect(new Set(used)).toEqual(new Set([...TOKENS, "tok-i", "tok-x"]));
  });
});
