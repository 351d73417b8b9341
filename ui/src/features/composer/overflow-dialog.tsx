import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ContextGauge, Overflow } from "@/ipc/generated";
import { money } from "@/lib/money";

interface OverflowDialogProps {
  /** What does not fit; null while nothing is asked. */
  gauge: ContextGauge | null;
  onClose: () => void;
  /** `always`: also the next time. */
  onChoose: (overflow: Overflow, always: boolean) => void;
}

/** Asks what to do with a conversation that is too long, and says what each choice would do. */
export function OverflowDialog({ gauge, onClose, onChoose }: OverflowDialogProps) {
  return gauge?.overflow ? (
    <Choices gauge={gauge} preview={gauge.overflow} onClose={onClose} onChoose={onChoose} />
  ) : null;
}

interface ChoicesProps extends Omit<OverflowDialogProps, "gauge"> {
  gauge: ContextGauge;
  preview: NonNullable<ContextGauge["overflow"]>;
}

function Choices({ gauge, preview, onClose, onChoose }: ChoicesProps) {
  const { t, i18n } = useTranslation("composer");
  const [always, setAlways] = useState(false);
  const number = new Intl.NumberFormat(i18n.language);
  const numbers = { used: number.format(gauge.used_tokens), limit: number.format(gauge.context_tokens) };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("overflow.title")}
      description={t("overflow.text", numbers)}
    >
      <ul className="mt-4 flex flex-col gap-2">
        {(["trim", "compact", "ask"] as const).map((overflow) => (
          <li key={overflow}>
            <button
              type="button"
              onClick={() => onChoose(overflow, always && overflow !== "ask")}
              className="w-full rounded-xl border border-line-strong px-3.5 py-2.5 text-left transition-colors hover:bg-hover"
            >
              <span className="block font-medium text-sm">{t(`overflow.${overflow}`)}</span>
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
          {t("overflow.always")}
        </label>
        <Button onClick={onClose}>{t("overflow.back")}</Button>
      </div>
    </Dialog>
  );

  function consequence(overflow: Overflow): string {
    if (overflow === "ask") return t("overflow.askText");
    if (overflow === "trim") return t("overflow.trimText", { count: preview.left_out });
    if (preview.to_summarise === 0) return t("overflow.compactKnown");
    const text = t("overflow.compactText", { count: preview.to_summarise });
    if (preview.summary_cost === null) return text;
    return `${text} ${t("overflow.compactCost", { amount: money(preview.summary_cost, i18n.language) })}`;
  }
}
