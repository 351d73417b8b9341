import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Verbosity } from "@/ipc/generated";
import { Choice, Lines, NumberInput, Range } from "./controls";
import { Field, fieldIds } from "./field";
import { ReasoningField } from "./reasoning-field";
import { type ParameterFieldProps, useRestText, withoutValue, withValue } from "./values";

// As crates/domain checks them.
const MAX_TOKENS = 1_000_000;
const MAX_SEED = 2_147_483_647;
const MAX_STOPS = 4;
const MAX_STOP_CHARS = 100;
const VERBOSITIES: readonly Verbosity[] = ["low", "medium", "high"];

/** One parameter with the control that fits it. */
export function ParameterField(props: ParameterFieldProps) {
  const { name, view, values, onChange, onRetry } = props;
  const field = {
    name,
    isSet: values[name] !== undefined,
    foreign: !view.offered.includes(name),
    refusals: view.refused.filter((refusal) => refusal.parameter === name),
    onReset: () => onChange(withoutValue(values, name)),
    onRetry,
  };
  switch (name) {
    case "temperature":
      return (
        <Field {...field} beside={<NumberOf {...props} name={name} max={view.max_temperature || 2} />}>
          <RangeOf {...props} name={name} max={view.max_temperature || 2} step={0.1} />
        </Field>
      );
    case "top_p":
      return (
        <Field {...field} beside={<NumberOf {...props} name={name} max={1} />}>
          <RangeOf {...props} name={name} max={1} step={0.05} />
        </Field>
      );
    case "max_output_tokens":
      return <Field {...field} beside={<NumberOf {...props} name={name} min={1} max={MAX_TOKENS} whole />} />;
    case "seed":
      return <Field {...field} beside={<NumberOf {...props} name={name} max={MAX_SEED} whole />} />;
    case "verbosity":
      return <Field {...field} beside={<VerbosityOf {...props} />} />;
    case "reasoning":
      return <ReasoningField {...props} field={field} />;
    case "system_prompt":
      return (
        <Field {...field}>
          <SystemPromptOf {...props} />
        </Field>
      );
    case "stop":
      return (
        <Field {...field}>
          <StopOf {...props} />
        </Field>
      );
  }
}

type NumberName = "temperature" | "top_p" | "max_output_tokens" | "seed";

interface NumberOfProps extends ParameterFieldProps {
  name: NumberName;
  min?: number;
  max: number;
  whole?: boolean;
}

function NumberOf({ name, values, below, onChange, min = 0, max, whole = false }: NumberOfProps) {
  const { i18n } = useTranslation("parameters");
  const restText = useRestText();
  return (
    <NumberInput
      ids={fieldIds(name)}
      value={values[name]}
      placeholder={restText(below[name]?.toLocaleString(i18n.language))}
      min={min}
      max={max}
      whole={whole}
      onChange={(value) => onChange(withValue(values, name, value))}
    />
  );
}

interface RangeOfProps extends ParameterFieldProps {
  name: "temperature" | "top_p";
  max: number;
  step: number;
}

function RangeOf({ name, values, below, onChange, max, step }: RangeOfProps) {
  const { i18n } = useTranslation("parameters");
  const restText = useRestText();
  return (
    <Range
      ids={fieldIds(name)}
      value={values[name]}
      // Where most providers have it.
      rest={below[name] ?? 1}
      restText={restText(below[name]?.toLocaleString(i18n.language))}
      max={max}
      step={step}
      onChange={(value) => onChange(withValue(values, name, value))}
    />
  );
}

function VerbosityOf({ values, below, onChange }: ParameterFieldProps) {
  const { t } = useTranslation("parameters");
  const restText = useRestText();
  const inherited = below.verbosity && t(`verbosity.${below.verbosity}`);
  return (
    <Choice
      ids={fieldIds("verbosity")}
      value={values.verbosity ?? ""}
      options={[
        { value: "", label: restText(inherited) },
        ...VERBOSITIES.map((value) => ({ value, label: t(`verbosity.${value}`) })),
      ]}
      onChange={(value) =>
        onChange(
          withValue(
            values,
            "verbosity",
            VERBOSITIES.find((known) => known === value),
          ),
        )
      }
    />
  );
}

function SystemPromptOf({ values, below, onChange }: ParameterFieldProps) {
  const restText = useRestText();
  return (
    <Lines
      ids={fieldIds("system_prompt")}
      rows={3}
      value={values.system_prompt ?? ""}
      placeholder={restText(below.system_prompt)}
      onChange={(text) => onChange(withValue(values, "system_prompt", text === "" ? undefined : text))}
    />
  );
}

function StopOf({ values, below, onChange }: ParameterFieldProps) {
  const { t } = useTranslation("parameters");
  const restText = useRestText();
  const [typed, setTyped] = useState<string | null>(null);
  const fits = (stop: string[]) =>
    stop.length <= MAX_STOPS && stop.every((line) => [...line].length <= MAX_STOP_CHARS);
  const lines = (whole: string) => whole.split("\n").filter((line) => line !== "");
  const kept = (values.stop ?? []).join("\n");
  const text = typed === null || (fits(lines(typed)) && lines(typed).join("\n") !== kept) ? kept : typed;
  return (
    <Lines
      ids={fieldIds("stop")}
      rows={2}
      value={text}
      placeholder={restText(below.stop?.join(" · "))}
      invalid={fits(lines(text)) ? undefined : t("stopRange")}
      onBlur={() => setTyped(null)}
      onChange={(whole) => {
        setTyped(whole);
        const stop = lines(whole);
        if (fits(stop)) onChange(withValue(values, "stop", stop.length === 0 ? undefined : stop));
      }}
    />
  );
}
