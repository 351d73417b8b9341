import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { useComposerRequest } from "@/lib/composer-request";
import { useFindBar } from "@/lib/find-bar";
import { useFind } from "./use-find";

interface FindBarProps {
  conversation: string | null;
  /** What is shown of it. */
  content: RefObject<HTMLElement | null>;
  /** The reader goes to another place than the end. */
  onLeaveEnd: () => void;
}

/** Finds words in the open conversation: Enter and Shift+Enter go from one to the next, Esc closes it. */
export function FindBar({ conversation, content, onLeaveEnd }: FindBarProps) {
  const { t } = useTranslation("search");
  const { asked, hide } = useFindBar();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const words = useDeferredValue(text.trim());
  const found = useFind(conversation, content, words);
  const { count, at, step } = found;
  // Until the last letters have been looked for there is no place to go on from.
  const settled = found.settled && words === text.trim();

  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that it is asked for.
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [asked]);

  // Back to where the reader was, unless they have gone elsewhere by themselves.
  const [before] = useState(() => document.activeElement);
  const close = () => {
    hide();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    else useComposerRequest.getState().focus();
  };

  useEffect(() => {
    onLeaveEnd();
    // What is folded because of its length is no part of the page until it is unfolded.
    for (const button of content.current?.querySelectorAll<HTMLElement>(
      "[data-unfold][aria-expanded=false]",
    ) ?? [])
      button.click();
  }, [content, onLeaveEnd]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") close();
    // On a button it is that button's.
    else if (event.key === "Enter" && event.target === field.current) {
      if (settled) step(event.shiftKey ? -1 : 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <search
      aria-label={t("find")}
      className="absolute top-2 right-4 z-10 flex max-w-[calc(100%-2rem)] animate-fade items-center gap-1 rounded-[14px] border border-line-strong bg-float py-1 pr-1.5 pl-3 text-sm shadow-float"
      onKeyDown={onKeyDown}
    >
      <input
        ref={field}
        type="text"
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-label={t("findLabel")}
        placeholder={t("find")}
        autoComplete="off"
        spellCheck={false}
        className="w-56 min-w-0 bg-transparent text-text outline-none placeholder:text-text-2"
      />
      <span role="status" className="shrink-0 px-1.5 text-[12.5px] text-text-2 tabular-nums">
        {settled && words !== "" && (count === 0 ? t("none") : t("count", { at, count }))}
      </span>
      <IconButton label={t("previous")} size="iconSmall" disabled={count === 0} onClick={() => step(-1)}>
        <ChevronUp />
      </IconButton>
      <IconButton label={t("next")} size="iconSmall" disabled={count === 0} onClick={() => step(1)}>
        <ChevronDown />
      </IconButton>
      <IconButton label={t("close")} size="iconSmall" onClick={close}>
        <X />
      </IconButton>
    </search>
  );
}
