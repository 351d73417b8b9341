import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ProviderBudget } from "@/ipc/generated";
import { NumberField } from "./number-field";

const LIMITS = [
  "requests_per_minute",
  "requests_per_day",
  "tokens_per_minute",
  "tokens_per_day",
] as const satisfies readonly Exclude<keyof ProviderBudget, "provider">[];

interface ProviderLimitsProps {
  name: string;
  budget: ProviderBudget;
  onChange: (budget: ProviderBudget) => void;
}

/** What the user allows a provider, such as the limits of a free plan. Folded: most people need none. */
export function ProviderLimits({ name, budget, onChange }: ProviderLimitsProps) {
  const { t } = useTranslation("settings");
  const set = LIMITS.filter((limit) => budget[limit] !== null).length;
  return (
    <details className="group mt-1 ml-7">
      <summary className="inline-flex cursor-default select-none items-center gap-1 rounded text-[13px] text-text-2 hover:text-text">
        <ChevronRight
          aria-hidden="true"
          strokeWidth={1.75}
          className="size-3.5 transition-transform group-open:rotate-90"
        />
        <span className="sr-only">{name}: </span>
        {set === 0 ? t("routing.limits.title") : t("routing.limits.set", { count: set })}
      </summary>
      <div className="mt-2 grid max-w-[480px] grid-cols-2 gap-x-4 gap-y-2.5 max-sm:grid-cols-1">
        {LIMITS.map((limit) => (
          <NumberField
            key={limit}
            label={t(`routing.limits.${limit}`)}
            value={budget[limit]}
            onChange={(value) => onChange({ ...budget, [limit]: value })}
          />
        ))}
      </div>
      <p className="mt-2 max-w-[480px] text-[12.5px] text-text-2">{t("routing.limits.text")}</p>
    </details>
  );
}
