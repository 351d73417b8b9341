/** The fonts of code and formulas, which no first screen needs: read late, they would hold up what is drawn with them. */
const FONTS = ['1em "JetBrains Mono Variable"', '1em "STIX Two Math"'];

let warm = false;

/** Call when somebody goes for a conversation, or begins to write what will be answered. */
export function warmFonts(): void {
  if (warm) return;
  warm = true;
  // One that cannot be read is replaced by the system's.
  for (const font of FONTS) document.fonts?.load(font).catch(() => undefined);
}
