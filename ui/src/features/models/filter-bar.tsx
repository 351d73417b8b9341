import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ProviderModels } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { roundMoney } from "@/lib/money";
import { tokenCount } from "./catalogue";
import { CONTEXTS, FAST_TOKENS_PER_SECOND, type Filters, PRICES } from "./filters";
import { keepKeys } from "./keep-keys";

const CHIP = "h-7 rounded-full border text-[12.5px] transition-colors hover:bg-hover hover:text-text";
const OFF = "border-line-strong bg-transparent text-text-2";
const ON = "border-text-3 bg-hover text-text";

interface FilterBarProps {
  filters: Filters;
  providers: ProviderModels[];
  onChange: (change: Partial<Filters>) => void;
}

/** Narrows the list by what models take, can do and cost. */
export function FilterBar({ filters, providers, onChange }: FilterBarProps) {
  const { t, i18n } = useTranslation("models");
  const choices = providers.filter(
    ({ kind, availability }) => kind !== "auto" && kind !== "guide" && availability.type === "ready",
  );
  const price = (dollars: number) =>
    dollars === 0 ? t("free") : t("filter.atMost", { price: roundMoney(dollars * 1_000_000, i18n.language) });
  const toggles = ["vision", "tools", "reasoning", "fast"] as const;
  return (
    <fieldset className="flex flex-wrap gap-1.5 border-line border-b px-4 py-2">
      <legend className="sr-only">{t("filter.title")}</legend>
      <ChipSelect
        label={t("filter.provider")}
        value={filters.provider ?? ""}
        onChange={(value) => onChange({ provider: value || null })}
      >
        <option value="">{t("filter.provider")}</option>
        {choices.map((provider) => (
          <option key={provider.provider} value={provider.provider}>
            {provider.name}
          </option>
        ))}
      </ChipSelect>
      {toggles.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={filters[name]}
          data-tooltip={name === "fast" ? t("filter.fastText", { speed: FAST_TOKENS_PER_SECOND }) : undefined}
          onClick={() => onChange({ [name]: !filters[name] })}
          onKeyDown={keepKeys}
          className={cn(CHIP, "px-2.5", filters[name] ? ON : OFF)}
        >
          {t(`filter.${name}`)}
        </button>
      ))}
      <ChipSelect
        label={t("filter.context")}
        value={filters.context ? String(filters.context) : ""}
        onChange={(value) => onChange({ context: Number(value) })}
      >
        <option value="">{t("filter.context")}</option>
        {CONTEXTS.map((tokens) => (
          <option key={tokens} value={tokens}>
            {t("filter.atLeast", { size: tokenCount(tokens, i18n.language) })}
          </option>
        ))}
      </ChipSelect>
      <ChipSelect
        label={t("filter.price")}
        value={filters.price === null ? "" : String(filters.price)}
        onChange={(value) => onChange({ price: value === "" ? null : Number(value) })}
      >
        <option value="">{t("filter.price")}</option>
        {PRICES.map((dollars) => (
          <option key={dollars} value={dollars}>
            {price(dollars)}
          </option>
        ))}
      </ChipSelect>
    </fieldset>
  );
}

interface ChipSelectProps {
  label: string;
  /** Empty is no matter. */
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

function ChipSelect({ label, value, onChange, children }: ChipSelectProps) {
  return (
    <span className="relative">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={keepKeys}
        className={cn(CHIP, "max-w-36 appearance-none pr-6 pl-2.5", value === "" ? OFF : ON)}
      >
        {children}
      </select>
      <ChevronDown
        className="pointer-events-none absolute top-2 right-2 size-3 text-text-3"
        strokeWidth={1.75}
        aria-hidden="true"
      />
    </span>
  );
}
