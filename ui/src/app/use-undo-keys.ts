import { useEffect } from "react";
import { isMac } from "@/lib/platform";

/** What these keys ask of a field, where they ask for anything. */
function asked(event: KeyboardEvent): "undo" | "redo" | null {
  if (!event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : null;
}

/** Ctrl+Z and its like in fields. WebKitGTK keeps what was typed and has no key that takes it back; a Mac has its menu. */
export function useUndoKeys(): void {
  useEffect(() => {
    if (isMac) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isField = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(event.target.tagName);
      if (!isField || event.defaultPrevented || event.isComposing) return;
      const command = asked(event);
      if (command === null) return;
      // Once, also where the browser has such a key.
      event.preventDefault();
      document.execCommand?.(command);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
