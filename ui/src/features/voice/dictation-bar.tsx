import { Check, CircleAlert, Mic, X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import "@/i18n/en/voice";
import { cn } from "@/lib/cn";
import { useComposerRequest } from "@/lib/composer-request";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { useSettings } from "@/lib/settings";
import { beginDictation, cancelDictation, finishDictation } from "./dictating";
import { type Dictation, type DictationFailure, useDictation } from "./dictation-store";

/** What is heard and for how long, with what ends it; or why there is no text, with what to do about it. */
export function DictationBar() {
  const { t } = useTranslation("voice");
  const dictation = useDictation((state) => state.dictation);
  useEscape();
  if (!dictation) return null;
  return (
    <section
      aria-label={t("dictation.name")}
      className={cn(
        "mx-auto mb-2 flex w-fit max-w-full animate-fade items-center gap-1.5 rounded-[14px] border py-1 pr-1.5 pl-3 text-[13px] text-text",
        dictation.state === "failed" ? "border-danger-line bg-danger-bg" : "border-line-strong bg-float",
      )}
    >
      {dictation.failure ? <Failed failure={dictation.failure} /> : <Listening dictation={dictation} />}
      <IconButton label={t("dictation.cancel")} side="top" size="iconSmall" onClick={leave}>
        <X aria-hidden="true" />
      </IconButton>
    </section>
  );
}

function Listening({ dictation }: { dictation: Dictation }) {
  const { t } = useTranslation("voice");
  const { state, ended } = dictation;
  const writing = state === "writing";
  const said =
    writing && ended
      ? t(`dictation.ended.${ended}`)
      : t(`dictation.${writing ? "writing" : state === "starting" ? "starting" : "recording"}`);
  return (
    <>
      <Mic
        className={cn("size-4 shrink-0", writing ? "animate-beat text-text-2" : "text-error")}
        aria-hidden="true"
      />
      <span role="status" className="min-w-0 truncate">
        {said}
      </span>
      {state === "recording" && (
        <>
          <Level level={dictation.level} />
          <span className="shrink-0 text-text-2 tabular-nums">{clock(dictation.elapsedMs)}</span>
          <IconButton label={t("dictation.finish")} side="top" size="iconSmall" onClick={finishDictation}>
            <Check aria-hidden="true" />
          </IconButton>
        </>
      )}
    </>
  );
}

/** Loudness as the ear takes it: a whisper is seen as well. */
function Level({ level }: { level: number }) {
  return (
    <span
      aria-hidden="true"
      data-level=""
      className="h-1.5 w-24 shrink-0 overflow-hidden rounded-full bg-hover"
    >
      <span
        className="block h-full rounded-full bg-success"
        style={{ width: `${Math.round(Math.sqrt(level) * 100)}%` }}
      />
    </span>
  );
}

function Failed({ failure }: { failure: DictationFailure }) {
  const { t } = useTranslation("voice");
  const errorText = useErrorText();
  const { dictation } = useSettings();
  const { openSettings } = useNavigation.getState();
  const remedy = () => {
    if (failure.kind === "unset") return { label: t("settings"), run: () => openSettings("voice") };
    if (failure.kind !== "refused") return { label: t("again"), run: () => void beginDictation() };
    if (failure.error.code === "key")
      return { label: t("settings"), run: () => openSettings("providers", dictation.provider ?? undefined) };
    return { label: t("again"), run: failure.again ? finishDictation : () => void beginDictation() };
  };
  const { label, run } = remedy();
  return (
    <>
      <CircleAlert className="size-4 shrink-0 text-error" aria-hidden="true" />
      <p role="alert" className="min-w-0 break-words py-0.5">
        {textOf()}
      </p>
      <Button variant="danger" size="small" onClick={run}>
        {label}
      </Button>
    </>
  );

  function textOf(): string {
    if (failure.kind === "refused") return errorText(failure.error);
    if (failure.kind === "microphone") return t(`dictation.microphone.${failure.problem}`);
    return failure.kind === "missing" ? t("failed.missing") : t(`dictation.failed.${failure.kind}`);
  }
}

function clock(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function leave(): void {
  cancelDictation();
  useComposerRequest.getState().focus();
}

/** Esc drops the recording, before anything else that it could mean, unless something that is open above takes it. */
function useEscape(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"]')) return;
      event.preventDefault();
      leave();
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}
