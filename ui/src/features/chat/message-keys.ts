import { useEffect } from "react";
import { useComposerRequest } from "@/lib/composer-request";
import { articleOf, atUpperEdge, focusMessage } from "./message-places";
import type { BottomAnchor } from "./use-bottom-anchor";

let move: ((step: 1 | -1) => boolean) | null = null;

/** Gives the focus to the message before or after the one that has it, and behind the last one to the Message field. Whether there was one. */
export function goToMessage(step: 1 | -1): boolean {
  return move?.(step) ?? false;
}

/** Lets keys go from message to message in this transcript. */
export function useMessageKeys({ scroller, show, away, jumpToLatest }: BottomAnchor): void {
  useEffect(() => {
    move = (step) => {
      const root = scroller.current;
      if (!root) return false;
      const messages = [...root.querySelectorAll<HTMLElement>("[data-message]")];
      const focused = document.activeElement?.closest<HTMLElement>("[data-message]");
      const next = focused
        ? messages.indexOf(focused) + step
        : start(messages, away ? atUpperEdge(root) : null);
      const message = articleOf(messages[next]?.dataset.message ?? "");
      if (message) {
        focusMessage(message);
        show(message, message);
      } else if (next >= messages.length && messages.length > 0) {
        jumpToLatest();
        useComposerRequest.getState().focus();
      }
      return messages.length > 0;
    };
    return () => {
      move = null;
    };
  }, [scroller, show, away, jumpToLatest]);
}

/** Whoever comes from elsewhere begins at what they read. */
function start(messages: HTMLElement[], read: HTMLElement | null): number {
  return read ? messages.indexOf(read) : messages.length - 1;
}
