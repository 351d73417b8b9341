/** The languages that are complete, by their own names. */
export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

function isLanguage(tag: string): tag is Language {
  return tag in languages;
}

/** The language to show: the chosen one, else the first of the system's that we have, else English. */
export function pickLanguage(chosen: string | null, system: readonly string[]): Language {
  for (const tag of chosen === null ? system : [chosen, ...system]) {
    const primary = tag.toLowerCase().split("-")[0] ?? "";
    if (isLanguage(primary)) return primary;
  }
  return "en";
}
