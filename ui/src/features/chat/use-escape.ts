import { useEffect } from "react";
import { stopConversation } from "./turns";

/** Esc stops the answer, wherever the focus is, unless something that is open above the conversation takes it. */
export function useEscape(streaming: boolean, conversation: string | null): void {
  useEffect(() => {
    if (!streaming) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || event.keyCode === 229)
        return;
      if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"]')) return;
      event.preventDefault();
      stopConversation(conversation);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [streaming, conversation]);
}
