import { CircleAlert, Pause, Play, Square, Volume2 } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import "@/i18n/en/voice";
import { cn } from "@/lib/cn";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { useChangeSettings, useSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";
import { readAloud, stopReading } from "./public";
import { pause, resume, setSpeed } from "./reader";
import { SPEEDS, speedText } from "./speeds";
import { type Reading, useReading } from "./store";

/** What is read aloud, with what stops it; or why nothing is heard, with what to do about it. */
export function ReadingBar() {
  const { t } = useTranslation("voice");
  const reading = useReading((state) => state.reading);
  useEscape();
  if (!reading) return null;
  return (
    <section
      aria-label={t("reading")}
      className={cn(
        "mx-auto mb-2 flex w-fit max-w-full animate-fade items-center gap-1 rounded-[14px] border py-1 pr-1.5 pl-3 text-[13px] text-text",
        reading.state === "failed" ? "border-danger-line bg-danger-bg" : "border-line-strong bg-float",
      )}
    >
      {reading.state === "failed" ? <Failed reading={reading} /> : <Controls reading={reading} />}
      <IconButton label={t("stop")} side="top" size="iconSmall" onClick={stopReading}>
        <Square className="size-3! fill-current" aria-hidden="true" />
      </IconButton>
    </section>
  );
}

function Controls({ reading }: { reading: Reading }) {
  const { t, i18n } = useTranslation("voice");
  const { speech } = useSettings();
  const change = useChangeSettings();
  const errorText = useErrorText();
  const paused = reading.state === "paused";
  const choose = (speed: number) => {
    setSpeed(speed);
    change({ speech: { ...speech, speed } }).catch((cause: unknown) =>
      showToast({ tone: "error", text: errorText(cause) }),
    );
  };
  return (
    <>
      <Volume2
        className={cn("size-4 shrink-0 text-electric", reading.state === "speaking" && "animate-beat")}
        aria-hidden="true"
      />
      <span className="min-w-0 truncate px-1 tabular-nums">
        {reading.count === 0
          ? t("preparing")
          : t("progress", { at: reading.sentence + 1, count: reading.count })}
      </span>
      <Select
        aria-label={t("speed")}
        value={speech.speed}
        onChange={(event) => choose(Number(event.target.value))}
        className="w-[92px] shrink-0 [&_select]:h-7 [&_svg]:top-1.5"
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {speedText(speed, i18n.language)}
          </option>
        ))}
      </Select>
      <IconButton
        label={t(paused ? "resume" : "pause")}
        side="top"
        size="iconSmall"
        disabled={reading.state === "loading"}
        onClick={paused ? resume : pause}
      >
        {paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
      </IconButton>
    </>
  );
}

function Failed({ reading }: { reading: Reading }) {
  const { t } = useTranslation("voice");
  const errorText = useErrorText();
  const { speech } = useSettings();
  const { openSettings } = useNavigation.getState();
  const { failure } = reading;
  const text =
    failure?.kind === "refused" ? errorText(failure.error) : t(`failed.${failure?.kind ?? "missing"}`);
  const code = failure?.kind === "refused" ? failure.error.code : null;
  const remedy = () => {
    if (code === "key")
      return { label: t("settings"), run: () => openSettings("providers", speech.provider ?? undefined) };
    const settled = failure?.kind === "voiceless" || (code !== null && TO_SETTINGS.has(code));
    if (settled) return { label: t("settings"), run: () => openSettings("voice") };
    if (failure?.kind === "wordless") return null;
    return {
      label: t("again"),
      run: () => void readAloud(reading.conversation, reading.message, reading.sentence),
    };
  };
  const action = remedy();
  return (
    <>
      <CircleAlert className="size-4 shrink-0 text-error" aria-hidden="true" />
      <p role="alert" className="min-w-0 break-words px-1 py-0.5">
        {text}
      </p>
      {action && (
        <Button variant="danger" size="small" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </>
  );
}

/** What is wrong with the choice of the voice. */
const TO_SETTINGS = new Set(["permission", "quota", "model_not_found", "not_found", "invalid", "keyring"]);

/** Esc ends the reading, unless something that is open above takes it. */
function useEscape(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"]')) return;
      if (stopReading()) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
