import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ConversationSummary } from "@/ipc/generated";
import { useComposerRequest } from "@/lib/composer-request";
import { useFindBar } from "@/lib/find-bar";
import { useNavigation } from "@/lib/navigation";
import { isMac } from "@/lib/platform";
import { keys } from "@/lib/query";
import { useSearchFocus } from "@/lib/search-focus";

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The conversation `step` rows further down the list; from the new chat, the first. */
export function neighbour(rows: ConversationSummary[], current: string | null, step: 1 | -1): string | null {
  const at = rows.findIndex((row) => row.id === current);
  const next = at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
  return rows[next]?.id ?? null;
}

interface ShortcutTargets {
  /** Makes the sidebar visible, wherever it lives now. */
  showSidebar: () => void;
}

/** The keys that work everywhere in the window. A control that handled a key has prevented its default. */
export function useShortcuts({ showSidebar }: ShortcutTargets): void {
  const client = useQueryClient();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"]')) return;
      const { view, openChat, openSettings, closeSettings } = useNavigation.getState();
      const mod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
      const key = event.key.toLowerCase();

      if (mod && !event.altKey && !event.shiftKey && key === "n") {
        openChat(null);
        useComposerRequest.getState().focus();
      } else if (mod && !event.altKey && !event.shiftKey && key === "f") {
        if (view.kind !== "chat" || view.conversation === null) return;
        useFindBar.getState().show();
      } else if (mod && !event.altKey && (event.shiftKey ? key === "f" : key === "k")) {
        showSidebar();
        useSearchFocus.getState().request();
      } else if (mod && key === ",") {
        openSettings();
      } else if (bare && key === "/" && view.kind === "chat" && !isTyping(event.target)) {
        useComposerRequest.getState().focus();
      } else if (bare && key === "escape" && view.kind === "settings" && !isTyping(event.target)) {
        closeSettings();
      } else if (event.altKey && !mod && (key === "arrowup" || key === "arrowdown")) {
        const rows = client.getQueryData<ConversationSummary[]>(keys.conversations) ?? [];
        const current = view.kind === "chat" ? view.conversation : null;
        const next = neighbour(rows, current, key === "arrowdown" ? 1 : -1);
        if (next === null) return;
        openChat(next);
      } else {
        return;
      }
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [client, showSidebar]);
}
