import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (name: string) => readFileSync(`${import.meta.dirname}/${name}`, "utf8");

type Scheme = "light" | "dark";
type Tones = Map<string, string>;

/** The custom properties of a rule, as written. */
function tones(css: string, selector: string): Tones {
  const start = css.indexOf(`${selector} {`);
  if (start === -1) throw new Error(`no rule for ${selector}`);
  const body = css.slice(css.indexOf("{", start) + 1, css.indexOf("}", start));
  return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((it) => [it[1] ?? "", it[2] ?? ""]));
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((it) =>
    it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const themes = read("code-themes.css");
const app = new Map([...tones(read("tokens.css"), ":root"), ...tones(themes, ":root")]);
const theme = (name: string) =>
  new Map([...app, ...tones(themes, `:root[data-code-theme="${name}"] .md-code`)]);

function tone(of: Tones, name: string, scheme: Scheme): string {
  const value = of.get(name) ?? "";
  const [, light, dark] = /^light-dark\((#\w{6}),\s*(#\w{6})\)$/.exec(value) ?? [null, value, value];
  const found = scheme === "light" ? light : dark;
  if (!/^#[\da-f]{6}$/.test(found ?? "")) throw new Error(`${name} is ${value}`);
  return found ?? "";
}

const TOKENS = ["--text", ...["k", "f", "s", "n", "c", "t"].map((letter) => `--tok-${letter}`)];

describe("themes of code", () => {
  const AA = 4.5;
  const AAA = 7;
  it.each([
    ["as the app, light", app, "light", AA],
    ["as the app, dark", app, "dark", AA],
    ["light", theme("light"), "light", AA],
    ["dark", theme("dark"), "dark", AA],
    ["high contrast, light", theme("contrast"), "light", AAA],
    ["high contrast, dark", theme("contrast"), "dark", AAA],
    ["classic", theme("classic"), "dark", AA],
  ] as const)("%s: every token can be read", (_, of, scheme, least) => {
    const pairs = [
      ...TOKENS.map((token) => [token, "--code-bg"]),
      ...["--text-2", "--text-3"].map((token) => [token, "--code-bg"]),
      ["--tok-i", "--code-added"],
      ["--tok-x", "--code-removed"],
      ["--text", "--code-added"],
      ["--text", "--code-removed"],
      ["--text-3", "--code-added"],
      ["--text-3", "--code-removed"],
    ] as const;
    const poor = pairs.flatMap(([front = "", back = ""]) => {
      const ratio = contrast(tone(of, front, scheme), tone(of, back, scheme));
      return ratio < least ? [`${front} on ${back}: ${ratio.toFixed(2)}`] : [];
    });
    expect(poor).toEqual([]);
  });

  it("every class of the highlighter has a colour of the theme or the block's own", () => {
    const css = read("code.css");
    const named = [...css.matchAll(/var\((--tok-\w)\)/g)].map((it) => it[1]);
    expect(new Set(named)).toEqual(new Set([...TOKENS.slice(1), "--tok-i", "--tok-x"]));
  });
});
