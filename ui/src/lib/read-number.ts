/** Digits in threes, as thousands are set apart. */
const IN_THREES = /^[1-9]\d{0,2}([.,]\d{3})+$/;

/** A whole number as people type it: 131072, 131,072, 131.072, 131 072. NaN for what is none. */
export function readWhole(text: string): number {
  const plain = text.replaceAll(/\s/g, "");
  return IN_THREES.test(plain) ? Number(plain.replaceAll(/[.,]/g, "")) : Number(plain.replace(",", "."));
}

/** A number with a point or a comma before its fraction. NaN for what is none, and for what can be read in two ways. */
export function readDecimal(text: string): number {
  const plain = text.trim();
  return readings(plain) ? Number.NaN : Number(plain.replace(",", "."));
}

/** What "1,000" or "1.000" can mean: a thousand or one. Null for what has one meaning. */
export function readings(text: string): { whole: number; decimal: number } | null {
  const plain = text.trim();
  if (!IN_THREES.test(plain) || plain.split(/[.,]/).length > 2) return null;
  return { whole: readWhole(plain), decimal: Number(plain.replace(",", ".")) };
}
