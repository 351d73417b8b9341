import { useTranslation } from "react-i18next";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { tokenCount } from "@/features/models/public";
import type { ContextGauge } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useSettings } from "@/lib/settings";

/** The share from which on the ring is there, and those from which on it warns. */
const SHOWN = 0.5;
const TIGHT = 0.8;
const FULL = 1;

/** The circumference of the ring, in its own units. */
const AROUND = 2 * Math.PI * 6;

/**
 * How full the model's context is, quietly, once it is half full. A tooltip says it in words to a pointer and to the keyboard, and
 * what opens when it is pressed to a finger.
 */
export function ContextRing({ gauge }: { gauge: ContextGauge | null }) {
  const { t, i18n } = useTranslation("composer");
  const { overflow } = useSettings();
  if (!gauge) return null;
  const share = gauge.used_tokens / gauge.context_tokens;
  if (share < SHOWN) return null;
  const number = new Intl.NumberFormat(i18n.language);
  const numbers = {
    used: number.format(gauge.used_tokens),
    limit: number.format(gauge.context_tokens),
    percent: new Intl.NumberFormat(i18n.language, { style: "percent" }).format(share),
  };
  // Where it is settled what happens then, nothing is wrong with a long conversation.
  const settled = gauge.overflow !== null && overflow !== "ask" ? overflow : null;
  const sentence =
    settled !== null
      ? t(`context.${settled}`, { ...numbers, count: gauge.overflow?.left_out ?? 0 })
      : t(share >= FULL ? "context.full" : share >= TIGHT ? "context.tight" : "context.used", numbers);
  const chosen = gauge.chosen === null ? null : t("context.chosen", { model: gauge.chosen });
  const estimated = gauge.estimated ? t("context.estimated") : null;
  const text = [sentence, chosen, estimated].filter((part) => part !== null).join(" ");
  return (
    <Popover>
      <PopoverTrigger data-tooltip={text} data-tooltip-side="top" className="h-8 shrink-0 rounded-lg px-1.5">
        <span
          role="img"
          aria-label={text}
          className={cn(
            "inline-flex items-center gap-1.5 text-[12px] tabular-nums",
            settled !== null || share < TIGHT ? "text-text-3" : share < FULL ? "text-warn" : "text-error",
          )}
        >
          <svg
            viewBox="0 0 16 16"
            className="-rotate-90 size-4"
            fill="none"
            strokeWidth="2.5"
            aria-hidden="true"
          >
            <circle cx="8" cy="8" r="6" className="stroke-line-strong" />
            <circle
              cx="8"
              cy="8"
              r="6"
              stroke="currentColor"
              strokeDasharray={`${Math.min(share, 1) * AROUND} ${AROUND}`}
            />
          </svg>
          <span className="max-sm:hidden">{`${tokenCount(gauge.used_tokens, i18n.language)} / ${tokenCount(gauge.context_tokens, i18n.language)}`}</span>
        </span>
      </PopoverTrigger>
      <PopoverContent side="top" aria-label={t("context.title")} className="max-w-72">
        <p className="px-3 py-2 text-[12.5px]">{text}</p>
      </PopoverContent>
    </Popover>
  );
}
