import { useTranslation } from "react-i18next";
import type { Spending } from "@/ipc/generated";
import { useSpending } from "@/lib/core";
import { money } from "@/lib/money";
import { useNavigation } from "@/lib/navigation";

/** The share of a budget from which on it is worth a word. */
const NEARLY = 0.8;

/** A quiet word above the field when a budget of money is nearly used up, or is. */
export function BudgetNotice() {
  const { t, i18n } = useTranslation("composer");
  const spending = useSpending().data;
  const openSettings = useNavigation((state) => state.openSettings);
  const tight = ([spending?.day, spending?.month] as const).map((entry) => (isTight(entry) ? entry : null));
  const [day, month] = tight;
  const found = month ?? day;
  if (!found) return null;
  const span = found === month ? "month" : "day";
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

function isTight(spending: Spending | null | undefined): boolean {
  return spending !== null && spending !== undefined && spending.spent >= spending.budget * NEARLY;
}
