import { type FocusEvent, useEffect, useRef } from "react";
import { isFocusLost } from "./rescue-focus";

interface FocusKept {
  onFocus: (event: FocusEvent) => void;
  onBlur: (event: FocusEvent) => void;
}

/**
 * Calls `rescue` when what had the focus within an element has been taken out of it. What it returns goes onto the element, whose
 * content the calling component draws.
 */
export function useFocusKept(rescue: () => void): FocusKept {
  // Taking an element out tells React nothing, so that this stays as it was.
  const within = useRef(false);
  useEffect(() => {
    if (!within.current || !isFocusLost()) return;
    within.current = false;
    rescue();
  });
  return {
    onFocus: () => {
      within.current = true;
    },
    onBlur: () => {
      within.current = false;
    },
  };
}
