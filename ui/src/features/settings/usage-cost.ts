import { useTranslation } from "react-i18next";
import { money } from "@/lib/money";
import type { Total } from "./usage-totals";

/** Money, with signs that it is an estimate, and that it is not all where some of it has no known price. */
export function useCost(): (total: Total) => string {
  const { t, i18n } = useTranslation("settings");
  return (total) => {
    const exact = money(total.cost, i18n.language);
    const amount = total.estimated ? t("usage.about", { amount: exact }) : exact;
    if (!total.partial) return amount;
    return total.cost === 0 ? t("usage.noPrice") : t("usage.atLeast", { amount });
  };
}
