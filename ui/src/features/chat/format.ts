/** A length of time for people: `850 ms`, `4 s`, `2 min 5 s`. The symbols are those of the SI, the same everywhere. */
export function duration(ms: number, language: string): string {
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  if (ms < 950) return `${number(ms)} ms`;
  if (ms < 9_950) return `${number(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${number(seconds)} s`;
  const minutes = `${number(Math.floor(seconds / 60))} min`;
  return seconds % 60 === 0 ? minutes : `${minutes} ${number(seconds % 60)} s`;
}
