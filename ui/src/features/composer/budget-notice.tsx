import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSpending } from "@/lib/core";
import { money } from "@/lib/money";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { useToday } from "@/lib/use-today";

/** The share of a budget from which on it is worth a word. */
const NEARLY = 0.8;
const SPANS = ["month", "day"] as const;

/** A quiet word above the field when a budget of money is nearly used up, or is. */
export function BudgetNotice() {
  const { t, i18n } = useTranslation("composer");
  const { data: spending } = useSpending();
  useNewDay();
  const openSettings = useNavigation((state) => state.openSettings);
  const tight = SPANS.flatMap((span) => {
    const entry = spending?.[span];
    return entry && entry.spent >= entry.budget * NEARLY ? [{ ...entry, span }] : [];
  });
  // What is used up matters more than what nearly is.
  const found = tight.find(({ spent, budget }) => spent >= budget) ?? tight[0];
  if (!found) return null;
  const { span } = found;
  const amounts = {
    spent: money(found.spent, i18n.language),
    budget: money(found.budget, i18n.language),
  };
  return (
    <p role="status" className="mb-1.5 flex flex-wrap items-center gap-x-2 px-1 text-[12.5px] text-text-2">
      <span>{t(found.spent >= found.budget ? `budget.${span}Spent` : `budget.${span}Nearly`, amounts)}</span>
      <button
        type="button"
        className="rounded text-link hover:underline"
        onClick={() => openSettings("routing")}
      >
        {t("budget.change")}
      </button>
    </p>
  );
}

/** A new day has its whole budget again, and nobody tells: the core is asked once midnight has passed. */
function useNewDay(): void {
  const client = useQueryClient();
  const today = useToday();
  const asked = useRef(today);
  useEffect(() => {
    if (asked.current === today) return;
    asked.current = today;
    void client.invalidateQueries({ queryKey: keys.spending });
  }, [client, today]);
}
