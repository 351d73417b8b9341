export type Scheme = "light" | "dark";
export type Tones = Map<string, [light: string, dark: string]>;

/** The tones of one rule of a style sheet; a tone that is the same in both schemes stands alone. */
export function tonesOf(css: string, selector: string): Tones {
  const from = css.indexOf(`${selector} {`);
  if (from === -1) throw new Error(`no rule for ${selector}`);
  const rule = css.slice(from, css.indexOf("}", from));
  const tone = /--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));/g;
  return new Map(
    [...rule.matchAll(tone)].map(([, name = "", light, dark, both]) => [
      name,
      [light ?? both ?? "", dark ?? both ?? ""],
    ]),
  );
}

/** The color of a tone. One that is missing contrasts with nothing. */
export function toneOf(tones: Tones, name: string, scheme: Scheme): string {
  return tones.get(name)?.[scheme === "light" ? 0 : 1] ?? "";
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG's contrast ratio. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
