import type { SettingsSection } from "@/lib/navigation";
import type { SettingsRow } from "./rows";

export interface SectionContent {
  id: SettingsSection;
  title: string;
  rows: SettingsRow[];
}

/** The sections with the rows that hold every word of the query; a section whose title does keeps all its rows. */
export function filterSections(sections: SectionContent[], query: string): SectionContent[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text: string) => {
    const lower = text.toLocaleLowerCase();
    return words.every((word) => lower.includes(word));
  };
  return sections
    .map((section) =>
      matches(section.title)
        ? section
        : { ...section, rows: section.rows.filter((row) => matches(`${section.title} ${row.text}`)) },
    )
    .filter((section) => section.rows.length > 0);
}
