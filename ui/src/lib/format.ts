const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size in bytes as people read it, in steps of 1000: "3.4 MB". */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    // The short form of bytes has no plural.
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}

/** A moment with date and time of day. */
export function formatMoment(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(time);
}

/** How long ago a moment was, as people say it: "3 minutes ago". After a month it is the date. */
export function formatAgo(time: number, now: number, locale: string): string {
  // A clock that was set back must not tell of the future.
  const minutes = Math.max(0, Math.floor((now - time) / 60_000));
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (minutes < 60) return ago.format(-minutes, "minute");
  if (minutes < 24 * 60) return ago.format(-Math.floor(minutes / 60), "hour");
  const days = Math.floor(minutes / (24 * 60));
  if (days < 30) return ago.format(-days, "day");
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(time);
}
