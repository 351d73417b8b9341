import { useLayoutEffect, useRef } from "react";
import { FOCUS_HOME } from "@/lib/rescue-focus";

/**
 * For what opens without a trigger of Radix: when it closes, the focus goes back to what had it before, else to the section that
 * this was in. A place that took the focus by itself in the meantime keeps it.
 */
export function useReturnFocus(open: boolean): (event: Event) => void {
  const before = useRef<(HTMLElement | null)[]>([]);
  useLayoutEffect(() => {
    const active = document.activeElement;
    if (!open || !(active instanceof HTMLElement) || active === document.body) return;
    before.current = [active, active.closest<HTMLElement>("section[tabindex]")];
  }, [open]);
  return (event) => {
    event.preventDefault();
    const places = [...before.current, document.querySelector<HTMLElement>(FOCUS_HOME)];
    before.current = [];
    for (const place of places) {
      const active = document.activeElement;
      if (active !== null && active !== document.body) return;
      place?.focus({ preventScroll: true });
    }
  };
}
