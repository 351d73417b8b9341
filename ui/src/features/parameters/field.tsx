import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { ParameterName, RefusalView } from "@/ipc/generated";

/** The ids by which a control is named and described. */
export interface FieldIds {
  label: string;
  hint: string;
}

export function fieldIds(name: ParameterName): FieldIds {
  return { label: `parameter-${name}`, hint: `parameter-${name}-hint` };
}

interface FieldProps {
  name: ParameterName;
  isSet: boolean;
  refusals: readonly RefusalView[];
  onReset: () => void;
  onRetry: () => void;
  /** Stands at the end of the name's line. */
  beside?: ReactNode;
  children?: ReactNode;
}

/** One parameter: its name, what it does, its control, and what the model has said to it. */
export function Field({ name, isSet, refusals, onReset, onRetry, beside, children }: FieldProps) {
  const { t } = useTranslation("parameters");
  const ids = fieldIds(name);
  return (
    <div className="px-4 py-2.5">
      <div className="flex min-h-8 items-center gap-1.5">
        <div className="min-w-0 flex-1">
          <p id={ids.label} className="font-medium text-[13.5px] leading-snug">
            {t(`name.${name}`)}
          </p>
          <p id={ids.hint} className="text-[12.5px] text-text-3 leading-snug">
            {t(`hint.${name}`)}
          </p>
        </div>
        {isSet && (
          <IconButton
            label={t("reset", { name: t(`name.${name}`) })}
            size="small"
            className="px-1.5"
            onClick={onReset}
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
              .map(({ value }) => (value === null ? t("refused") : t("refusedValue", { value })))
              .join(" ")}
          </p>
          <Button variant="notice" size="small" onClick={onRetry}>
            {t("tryAgain")}
          </Button>
        </div>
      )}
    </div>
  );
}
