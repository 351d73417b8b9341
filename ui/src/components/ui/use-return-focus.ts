import { useLayoutEffect, useRef } from "react";
import { FOCUS_HOME } from "@/lib/rescue-focus";

/** What had the focus last, menus aside: what is chosen in one opens as that closes, and the menu gives its focus back too late. */
let last: HTMLElement | null = null;

document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && !target.closest("[role=menu]")) last = target;
});

function focused(): HTMLElement | null {
  const active = document.activeElement;
  const none = !(active instanceof HTMLElement) || active === document.body || active.closest("[role=menu]");
  return none ? last : active;
}

/**
 * For what opens without a trigger of Radix: when it closes, the focus goes back to what had it before, else to the section that
 * this was in. A place that took the focus by itself in the meantime keeps it.
 */
export function useReturnFocus(open: boolean): (event: Event) => void {
  const before = useRef<(HTMLElement | null)[]>([]);
  useLayoutEffect(() => {
    const from = open ? focused() : null;
    if (from) before.current = [from, from.closest<HTMLElement>("section[tabindex]")];
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
