import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import type { Parameters, ReasoningEffort } from "@/ipc/generated";
import { Choice, NumberInput } from "./controls";
import { Field, fieldIds } from "./field";
import { type ParameterFieldProps, useRestText, withValue } from "./values";

const MAX_TOKENS = 1_000_000;
/** Where a budget begins; the least that every provider takes is half of it. */
const FIRST_BUDGET = 2048;
const BUDGET = "budget";

type ReasoningFieldProps = Pick<ParameterFieldProps, "view" | "values" | "below" | "onChange"> & {
  field: Omit<ComponentProps<typeof Field>, "beside" | "children">;
};

/** By effort or, where the provider takes one, by a number of tokens. */
export function ReasoningField({ view, values, below, onChange, field }: ReasoningFieldProps) {
  const { t, i18n } = useTranslation("parameters");
  const restText = useRestText();
  const ids = fieldIds("reasoning");
  const { reasoning } = values;
  const budget = reasoning && "budget_tokens" in reasoning ? reasoning.budget_tokens : null;
  const effort = reasoning && "effort" in reasoning ? reasoning.effort : null;
  const say = (value: Parameters["reasoning"]) => {
    if (value === undefined) return undefined;
    return "effort" in value
      ? t(`effort.${value.effort}`)
      : value.budget_tokens.toLocaleString(i18n.language);
  };
  // What was chosen with another model stays to be seen.
  const efforts: ReasoningEffort[] =
    effort === null || view.efforts.includes(effort) ? view.efforts : [...view.efforts, effort];
  const offersBudget = view.takes_budget || budget !== null;
  const choose = (value: string) => {
    if (value === BUDGET) {
      onChange(withValue(values, "reasoning", { budget_tokens: FIRST_BUDGET }));
      return;
    }
    const chosen = efforts.find((known) => known === value);
    onChange(withValue(values, "reasoning", chosen === undefined ? undefined : { effort: chosen }));
  };
  return (
    <Field
      {...field}
      beside={
        <Choice
          ids={ids}
          value={budget === null ? (effort ?? "") : BUDGET}
          options={[
            { value: "", label: restText(say(below.reasoning)) },
            ...efforts.map((value) => ({ value, label: t(`effort.${value}`) })),
            ...(offersBudget ? [{ value: BUDGET, label: t("budget") }] : []),
          ]}
          onChange={choose}
        />
      }
    >
      {budget !== null && (
        <div className="mt-1.5 flex items-center justify-between gap-2 text-[13px] text-text-2">
          <span aria-hidden="true">{t("budgetTokens")}</span>
          <NumberInput
            ids={ids}
            label={t("budgetTokens")}
            value={budget}
            placeholder=""
            min={1}
            max={MAX_TOKENS}
            whole
            required
            onChange={(tokens) =>
              tokens !== undefined && onChange(withValue(values, "reasoning", { budget_tokens: tokens }))
            }
          />
        </div>
      )}
    </Field>
  );
}
