import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ContextGauge, Overflow } from "@/ipc/generated";
import { money } from "@/lib/money";
import { useChangeSettings } from "@/lib/settings";
import type { Settled } from "./overflow-asking";

interface OverflowDialogProps {
  /** What does not fit. */
  gauge: ContextGauge;
  waiting: "message" | "answer";
  settle: (settled: Settled) => void;
}

/** Asks what to do with a conversation that is too long, and says what each choice would do. */
export function OverflowDialog({ gauge, waiting, settle }: OverflowDialogProps) {
  const { t, i18n } = useTranslation("chat");
  const saveSettings = useChangeSettings();
  const [always, setAlways] = useState(false);
  const number = new Intl.NumberFormat(i18n.language);
  const numbers = { used: number.format(gauge.used_tokens), limit: number.format(gauge.context_tokens) };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && settle({ go: false })}
      title={t("tooLong.title")}
      description={t("tooLong.text", numbers)}
    >
      <ul className="mt-4 flex flex-col gap-2">
        {(["trim", "compact", "ask"] as const).map((overflow) => (
          <li key={overflow}>
            <button
              type="button"
              onClick={() => choose(overflow)}
              className="w-full rounded-xl border border-line-strong px-3.5 py-2.5 text-left transition-colors hover:bg-hover"
            >
              <span className="block font-medium text-sm">{t(`tooLong.${overflow}`)}</span>
              <span className="block text-[13px] text-text-2">{consequence(overflow)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
        <label className="flex items-center gap-2 text-[13px] text-text-2">
          <input
            type="checkbox"
            checked={always}
            className="checkbox"
            onChange={(event) => setAlways(event.currentTarget.checked)}
          />
          {t("tooLong.always")}
        </label>
        <Button onClick={() => settle({ go: false })}>
          {t(waiting === "message" ? "tooLong.back" : "tooLong.cancel")}
        </Button>
      </div>
    </Dialog>
  );

  function choose(overflow: Overflow) {
    // Failing to keep it costs the same question next time.
    if (always && overflow !== "ask") saveSettings({ overflow }).catch(() => undefined);
    settle({ go: true, overflow });
  }

  function consequence(overflow: Overflow): string {
    const preview = gauge.overflow ?? { left_out: 0, to_summarise: 0, summary_cost: null };
    if (overflow === "ask") return t("tooLong.askText");
    if (overflow === "trim") return t("tooLong.trimText", { count: preview.left_out });
    if (preview.to_summarise === 0) return t("tooLong.compactKnown");
    const text = t("tooLong.compactText", { count: preview.to_summarise });
    if (preview.summary_cost === null) return text;
    return `${text} ${t("tooLong.compactCost", { amount: money(preview.summary_cost, i18n.language) })}`;
  }
}
