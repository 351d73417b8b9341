import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/cn";
import { duration } from "./format";
import { PartHost } from "./part-host";
import { useSummary } from "./reasoning-summary";

/** Of less than this nobody wants to know how long it took. */
const A_MOMENT_MS = 1000;

interface ReasoningPartProps {
  host: HTMLElement;
  thinking: boolean;
  durationMs: number | null;
}

/** What the model thought aloud, folded away until the reader asks for it. */
export function ReasoningPart({ host, thinking, durationMs }: ReasoningPartProps) {
  const { t, i18n } = useTranslation("chat");
  const [open, setOpen] = useState(false);
  const content = useId();
  const summary = useSummary(host, thinking && !open);
  return (
    <div className="mb-2.5">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={content}
        onClick={() => setOpen(!open)}
        className="-ml-1 flex max-w-full items-center gap-2 rounded-lg px-1 py-0.5 text-[13.5px] text-text-2 transition-colors hover:text-text"
      >
        <ChevronRight
          className={cn("size-[17px] shrink-0 transition-transform duration-150", open && "rotate-90")}
          aria-hidden="true"
        />
        <span className={cn("shrink-0", thinking && "animate-beat")}>{label()}</span>
        {/* It would be read out again and again. */}
        {summary !== "" && (
          <span aria-hidden="true" dir="auto" className="min-w-0 truncate text-text-3">
            {summary}
          </span>
        )}
      </button>
      <div
        id={content}
        hidden={!open}
        className="md-reasoning mt-2 ml-[7px] border-line border-l pl-[18px] text-[14px] text-text-2"
      >
        <PartHost host={host} />
      </div>
    </div>
  );

  function label(): string {
    if (thinking) return t("reasoning.thinking");
    if (durationMs === null) return t("reasoning.thought");
    if (durationMs < A_MOMENT_MS) return t("reasoning.thoughtBriefly");
    return t("reasoning.thoughtFor", { duration: duration(durationMs, i18n.language) });
  }
}
