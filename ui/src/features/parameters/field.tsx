import { RotateCcw } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { ParameterName, ReasoningEffort, RefusalView, Verbosity } from "@/ipc/generated";

/** A refused value as the controls call it; null where it is more than one value. */
function useValueText(name: ParameterName): (value: string | null) => string | null {
  const { t } = useTranslation("parameters");
  return (value) => {
    if (value === null || value === "effort" || value === "budget") return null;
    if (name === "reasoning" && EFFORTS.includes(value)) return t(`effort.${value as ReasoningEffort}`);
    if (name === "verbosity") return t(`verbosity.${value as Verbosity}`);
    return value;
  };
}

const EFFORTS: readonly string[] = [
  "none",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
  "max",
] satisfies ReasoningEffort[];

/** The ids by which a control is named and described. */
export interface FieldIds {
  control: string;
  label: string;
  hint: string;
}

export function fieldIds(name: ParameterName): FieldIds {
  return { control: `parameter-${name}-control`, label: `parameter-${name}`, hint: `parameter-${name}-hint` };
}

interface FieldProps {
  name: ParameterName;
  isSet: boolean;
  /** The provider cannot be told it. */
  foreign: boolean;
  refusals: readonly RefusalView[];
  onReset: () => void;
  onRetry: () => void;
  /** Stands at the end of the name's line. */
  beside?: ReactNode;
  children?: ReactNode;
}

/** One parameter: its name, what it does, its control, and what the model has said to it. */
export function Field({ name, isSet, foreign, refusals, onReset, onRetry, beside, children }: FieldProps) {
  const { t } = useTranslation("parameters");
  const ids = fieldIds(name);
  const valueText = useValueText(name);
  const whole = useRef<HTMLDivElement>(null);
  // The button that is pressed goes away, and the focus must not go with it.
  const focusControl = () => whole.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  return (
    <div ref={whole} className="px-4 py-2.5">
      <div className="flex min-h-8 items-center gap-1.5">
        <div className="min-w-0 flex-1">
          <label
            id={ids.label}
            htmlFor={ids.control}
            className="block font-medium text-[13.5px] leading-snug"
          >
            {t(`name.${name}`)}
          </label>
          <p id={ids.hint} className="text-[12.5px] text-text-3 leading-snug">
            {foreign ? t("foreign") : t(`hint.${name}`)}
          </p>
        </div>
        {isSet && (
          <IconButton
            label={t("reset", { name: t(`name.${name}`) })}
            size="iconSmall"
            onClick={() => {
              focusControl();
              onReset();
            }}
          >
            <RotateCcw strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        )}
        {beside}
      </div>
      {children}
      {refusals.length > 0 && (
        <div className="mt-1.5 flex items-center gap-2 rounded-lg border border-notice-line bg-notice-bg py-1 pr-1 pl-2.5 text-[12.5px] text-notice-text leading-snug">
          <p className="min-w-0 flex-1">
            {refusals
              .map(({ value }) => {
                const known = valueText(value);
                return known === null ? t("refused") : t("refusedValue", { value: known });
              })
              .join(" ")}
          </p>
          <Button
            variant="notice"
            size="small"
            onClick={() => {
              focusControl();
              onRetry();
            }}
          >
            {t("tryAgain")}
          </Button>
        </div>
      )}
    </div>
  );
}
