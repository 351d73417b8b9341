const kept = new Map<string, Intl.NumberFormat>();

/** Writes numbers as a language does. Kept: to make one costs more than to write a thousand numbers with it. */
export function numberFormat(language: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let format = kept.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, options);
    kept.set(key, format);
  }
  return format;
}

/**
 * A number as it stands in a field: thousands are not set apart. Never with three digits after the point, which could be read as
 * thousands (see `readings`). `digits` after the point at least.
 */
export function fieldNumber(value: number, language: string, digits = 0): string {
  const text = numberFormat(language, {
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: Math.max(6, digits),
  }).format(value);
  return /[.,]\d{3}$/.test(text) ? `${text}0` : text;
}
