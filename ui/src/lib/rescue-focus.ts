/** Takes the focus where what had it is gone: the Message field, or the title of a page. */
export const FOCUS_HOME = "[data-focus-home]";

/** Whether what had the focus is gone. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/**
 * Once what was just changed is drawn, gives the focus to `place`, else to its home, where what had it is gone. What took the
 * focus by itself in the meantime keeps it.
 */
export function rescueFocus(place?: () => HTMLElement | null | undefined): void {
  // Queries tell their readers in a task of its own, and only then it is drawn.
  window.setTimeout(() =>
    requestAnimationFrame(() => {
      if (!isFocusLost()) return;
      const target = place?.() ?? document.querySelector<HTMLElement>(FOCUS_HOME);
      target?.focus({ preventScroll: true });
    }),
  );
}
