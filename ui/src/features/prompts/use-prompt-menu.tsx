import { type KeyboardEvent, type ReactNode, type RefObject, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ModelChoice } from "@/ipc/generated";
import { LazySource } from "@/lib/lazy-source";
import { showToast } from "@/lib/toasts";
import type { MenuHandle } from "./menu";
import { findTrigger, type Trigger } from "./trigger";

const menu = new LazySource(async () => (await import("./menu")).PromptMenu);

/** A longer text is not read for each key. */
const LOOKED_THROUGH_CHARS = 10_000;

const LIST_ID = "prompt-menu";

interface MessageField {
  ref: RefObject<HTMLTextAreaElement | null>;
  /** Nothing is kept beside what is typed. */
  alone: boolean;
  /** Replaces everything in the field. */
  write: (text: string) => void;
  /** Call after `write`. */
  onWritten: () => void;
  onModel: (model: ModelChoice) => void;
}

interface PromptMenu {
  /** Call after something was typed. */
  look: () => void;
  /** Whether the menu has taken the key. */
  onKeyDown: (event: KeyboardEvent) => boolean;
  /** What a screen reader needs of the field while the menu is open. */
  aria: Record<string, string>;
  element: ReactNode;
}

/** The menu of templates behind `/` and of models behind `@`. The focus stays in the field. */
export function usePromptMenu(field: MessageField): PromptMenu {
  const { t } = useTranslation();
  const { ref, alone } = field;
  const [open, setOpen] = useState<Trigger | null>(null);
  const [active, setActive] = useState<string | null>(null);
  // Esc was pressed on the word that begins here: it is left alone until it is gone.
  const left = useRef<string | null>(null);
  const handle = useRef<MenuHandle>(null);
  const latest = useRef(field);
  latest.current = field;

  const look = useCallback(() => {
    const element = ref.current;
    const short = element !== null && alone && element.textLength <= LOOKED_THROUGH_CHARS;
    const found = short ? findTrigger(element.value, element.selectionEnd) : null;
    const place = found && `${found.kind} ${found.from}`;
    if (place !== left.current) left.current = null;
    if (!found || left.current !== null) {
      setOpen(null);
      return;
    }
    setOpen((before) => {
      // A word that was there before the caret came to it, such as a pasted path, opens nothing.
      if (before?.kind === found.kind && before.from === found.from) return found;
      return found.query === "" ? found : null;
    });
    if (menu.value === null) {
      menu.load().then(
        // Drawn anew, now that there is something to draw.
        () => setOpen((now) => now && { ...now }),
        () => showToast({ tone: "error", text: t("partMissing") }),
      );
    }
  }, [ref, alone, t]);

  const leave = useCallback(() => {
    setOpen((now) => {
      if (now) left.current = `${now.kind} ${now.from}`;
      return null;
    });
  }, []);

  /** As typing does, so that the field can take it back. */
  const replace = useCallback(
    (from: number, to: number, text: string) => {
      const element = ref.current;
      if (!element) return;
      const { write, onWritten } = latest.current;
      element.focus();
      element.setSelectionRange(from, to);
      const before = element.value;
      if (document.execCommand?.("insertText", false, text)) return;
      write(before.slice(0, from) + text + before.slice(to));
      onWritten();
    },
    [ref],
  );

  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const taken = takeKey(event);
    if (taken) {
      event.preventDefault();
      event.stopPropagation();
    }
    return taken;
  };
  const takeKey = (event: KeyboardEvent): boolean => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    switch (event.key) {
      case "ArrowDown":
        return handle.current?.move(1) ?? false;
      case "ArrowUp":
        return handle.current?.move(-1) ?? false;
      case "Tab":
      case "Enter":
        // Nothing is sent while it is not clear what is meant.
        return handle.current ? handle.current.choose() : menu.value === null;
      case "Escape":
        leave();
        return true;
      default:
        return false;
    }
  };

  const Menu = menu.value;
  return {
    look,
    onKeyDown,
    aria:
      open && active !== null
        ? {
            "aria-autocomplete": "list",
            "aria-haspopup": "listbox",
            "aria-controls": LIST_ID,
            "aria-activedescendant": active,
          }
        : {},
    element: Menu && (
      <Menu
        id={LIST_ID}
        field={ref}
        trigger={open}
        handle={handle}
        onActive={setActive}
        onLeave={leave}
        onReplace={replace}
        onChosen={() => setOpen(null)}
        onModel={(model) => latest.current.onModel(model)}
      />
    ),
  };
}
