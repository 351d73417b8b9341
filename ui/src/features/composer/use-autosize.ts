import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";

/** Above this the field has its full height anyway, and measuring would lay out the whole text. */
const MEASURED_CHARS = 20_000;

export function isLong(chars: number): boolean {
  return chars > MEASURED_CHARS;
}

/**
 * Lets the field grow with its text up to the style sheet's maximum. Where CSS can do it (`field-sizing`) only text that
 * is too long to measure is handled here. Returns what to call after each change.
 */
export function useAutosize(field: RefObject<HTMLTextAreaElement | null>): () => void {
  const frame = useRef(0);

  const resize = useCallback(() => {
    const element = field.current;
    if (!element) return;
    const long = isLong(element.textLength);
    element.toggleAttribute("data-long", long);
    // Finding the direction and checking the spelling of so much text takes seconds.
    element.spellcheck = !long;
    if (long) element.removeAttribute("dir");
    else element.dir = "auto";
    cancelAnimationFrame(frame.current);
    if (long || CSS.supports("field-sizing", "content")) {
      element.style.height = "";
      return;
    }
    frame.current = requestAnimationFrame(() => {
      element.style.height = "auto";
      element.style.height = `${element.scrollHeight}px`;
    });
  }, [field]);

  useLayoutEffect(() => {
    resize();
    return () => cancelAnimationFrame(frame.current);
  }, [resize]);

  return resize;
}
