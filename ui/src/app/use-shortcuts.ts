import { useEffect } from "react";
import { goToMessage, openOutline } from "@/features/chat/public";
import { toggleDictation, toggleLastAnswer } from "@/features/voice/public";
import { useComposerRequest } from "@/lib/composer-request";
import { useFindBar } from "@/lib/find-bar";
import { useNavigation } from "@/lib/navigation";
import { neighbour } from "@/lib/neighbours";
import { isMac } from "@/lib/platform";
import { useSearchFocus } from "@/lib/search-focus";

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

async function openNeighbour(step: 1 | -1): Promise<void> {
  const { view, openChat } = useNavigation.getState();
  // What the core cannot say opens nothing; its list says why.
  const next = await neighbour(view.kind === "chat" ? view.conversation : null, step).catch(() => null);
  if (next !== null && useNavigation.getState().view === view) openChat(next);
}

interface ShortcutTargets {
  /** Makes the sidebar visible, wherever it lives now. */
  showSidebar: () => void;
  openTemporary: () => void;
}

/** The keys that work everywhere in the window. A control that handled a key has prevented its default. */
export function useShortcuts({ showSidebar, openTemporary }: ShortcutTargets): void {
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
      } else if (mod && !event.altKey && event.shiftKey && key === "n") {
        openTemporary();
      } else if (mod && !event.altKey && !event.shiftKey && key === "f") {
        if (view.kind !== "chat" || view.conversation === null) return;
        useFindBar.getState().show();
      } else if (mod && !event.altKey && (event.shiftKey ? key === "f" : key === "k")) {
        showSidebar();
        useSearchFocus.getState().request();
      } else if (mod && !event.altKey && event.shiftKey && key === "o") {
        if (view.kind !== "chat" || view.conversation === null) return;
        openOutline();
      } else if (mod && !event.altKey && event.shiftKey && key === "l") {
        if (view.kind !== "chat" || view.conversation === null) return;
        toggleLastAnswer(view.conversation);
      } else if (mod && !event.altKey && event.shiftKey && key === "d") {
        if (view.kind !== "chat" || event.repeat) return;
        toggleDictation();
      } else if (mod && key === ",") {
        openSettings();
      } else if (bare && key === "/" && view.kind === "chat" && !isTyping(event.target)) {
        useComposerRequest.getState().focus();
      } else if (bare && key === "escape" && view.kind === "settings" && !isTyping(event.target)) {
        closeSettings();
      } else if (event.altKey && event.shiftKey && !mod && (key === "arrowup" || key === "arrowdown")) {
        if (view.kind !== "chat" || !goToMessage(key === "arrowdown" ? 1 : -1)) return;
      } else if (event.altKey && !event.shiftKey && !mod && (key === "arrowup" || key === "arrowdown")) {
        void openNeighbour(key === "arrowdown" ? 1 : -1);
      } else {
        return;
      }
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [showSidebar, openTemporary]);
}
