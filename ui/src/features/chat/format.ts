/** A length of time for people: `850 ms`, `4 s`, `2 min 5 s`. */
export function duration(ms: number, language: string): string {
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit: name,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  if (ms < 950) return unit(Math.round(ms), "millisecond");
  const seconds = ms / 1000;
  if (seconds < 10) return unit(seconds, "second", 1);
  if (seconds < 59.5) return unit(Math.round(seconds), "second");
  const whole = Math.round(seconds);
  const minutes = unit(Math.floor(whole / 60), "minute");
  return whole % 60 === 0 ? minutes : `${minutes} ${unit(whole % 60, "second")}`;
}
