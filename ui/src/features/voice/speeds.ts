/** In percent of a voice's own speed. */
export const SPEEDS = [75, 100, 125, 150, 175, 200] as const;

/** As "1.25×". */
export function speedText(percent: number, language: string): string {
  return `${(percent / 100).toLocaleString(language)}×`;
}
