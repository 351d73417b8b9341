import { useTranslation } from "react-i18next";
import type { Routing, Spending } from "@/ipc/generated";
import { useSpending } from "@/lib/core";
import { money } from "@/lib/money";
import { NumberField } from "./number-field";

/** The core counts money in millionths of a dollar. */
const DOLLAR = 1_000_000;

interface BudgetsProps {
  routing: Routing;
  onChange: (routing: Routing) => void;
}

/** Money a day and a month. At four fifths the window says so; at the whole, nothing that costs is asked. */
export function Budgets({ routing, onChange }: BudgetsProps) {
  const { t } = useTranslation("settings");
  const spending = useSpending().data;
  const fields = [
    ["money_per_day", "day"],
    ["money_per_month", "month"],
  ] as const;
  return (
    <div className="px-4 py-3">
      <p className="font-medium text-sm">{t("routing.budget.title")}</p>
      <p className="max-w-[480px] text-[13px] text-text-2 leading-snug">{t("routing.budget.text")}</p>
      <div className="mt-2.5 grid max-w-[508px] grid-cols-2 gap-x-4 gap-y-2.5 max-sm:grid-cols-1">
        {fields.map(([field, span]) => {
          const micros = routing[field];
          return (
            <div key={field}>
              <NumberField
                label={t(`routing.budget.${span}`)}
                value={micros === null ? null : micros / DOLLAR}
                digits={2}
                onChange={(dollars) =>
                  onChange({ ...routing, [field]: dollars === null ? null : Math.round(dollars * DOLLAR) })
                }
              />
              {spending?.[span] && <Bar spending={spending[span]} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Bar({ spending }: { spending: Spending }) {
  const { t, i18n } = useTranslation("settings");
  const share = Math.min(1, spending.spent / spending.budget);
  return (
    <p className="mt-1.5 text-[12.5px] text-text-2">
      <span aria-hidden="true" className="mb-1 block h-1 overflow-hidden rounded-full bg-line-strong">
        <span
          className={`block h-full rounded-full ${share >= 0.8 ? "bg-error" : "bg-blue"}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      {t("routing.budget.spent", {
        spent: money(spending.spent, i18n.language),
        budget: money(spending.budget, i18n.language),
      })}
    </p>
  );
}
