import { type RefObject, useEffect, useState } from "react";
import type { SettingsSection } from "@/lib/navigation";

/** A section counts as the one being read once its title is this close to the top. */
const READING_PX = 96;

/** The section at the top of the scroller. `shown` names the sections that are there, so that a change looks anew. */
export function useCurrentSection(
  scroller: RefObject<HTMLElement | null>,
  shown: string,
): SettingsSection | null {
  const [current, setCurrent] = useState<SettingsSection | null>(null);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const ids = shown.split(" ").filter(Boolean) as SettingsSection[];
    const look = () => {
      const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 2;
      const top = element.getBoundingClientRect().top + READING_PX;
      const above = ids.filter((id) => {
        const section = document.getElementById(`settings-${id}`);
        return section !== null && section.getBoundingClientRect().top <= top;
      });
      const scrolls = element.scrollHeight > element.clientHeight;
      setCurrent((atEnd && scrolls ? ids.at(-1) : above.at(-1)) ?? ids[0] ?? null);
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [scroller, shown]);
  return current;
}
