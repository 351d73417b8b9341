import { Mic } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { ariaShortcut } from "@/lib/platform";
import { beginDictation, finishDictation, prefetchRecorder } from "./dictating";
import { useDictation } from "./dictation-store";

/** Who presses for longer speaks while they press; who clicks begins with one click and ends with another. */
const PRESS_MS = 400;

/** Begins and ends a dictation. */
export function DictationButton() {
  const { t } = useTranslation("composer");
  const state = useDictation(({ dictation }) => dictation?.state ?? null);
  const listens = state === "starting" || state === "recording";
  /** When the press began that began the recording. */
  const began = useRef<number | null>(null);

  const press = (at: number) => {
    if (listens) return finishDictation();
    if (state === "writing") return;
    began.current = at;
    void beginDictation();
  };
  const release = (at: number) => {
    if (began.current !== null && at - began.current >= PRESS_MS) finishDictation();
    began.current = null;
  };

  return (
    <IconButton
      label={t(listens ? "endDictation" : "dictate")}
      side="top"
      aria-pressed={listens}
      aria-keyshortcuts={ariaShortcut("Shift+D")}
      aria-disabled={state === "writing"}
      onPointerEnter={prefetchRecorder}
      onFocus={prefetchRecorder}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        // The release belongs to the press, wherever the pointer is by then.
        event.currentTarget.setPointerCapture?.(event.pointerId);
        press(event.timeStamp);
      }}
      onPointerUp={(event) => release(event.timeStamp)}
      onPointerCancel={(event) => release(event.timeStamp)}
      onKeyDown={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        if (!event.repeat) press(event.timeStamp);
      }}
      onKeyUp={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        release(event.timeStamp);
      }}
      // Of a screen reader, which neither presses nor releases.
      onClick={(event) => event.detail === 0 && press(event.timeStamp)}
    >
      <Mic className={listens ? "text-error" : undefined} aria-hidden="true" />
    </IconButton>
  );
}
