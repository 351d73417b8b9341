import { useTranslation } from "react-i18next";
import type { ParameterName, Parameters, ParametersView } from "@/ipc/generated";

export interface ParameterFieldProps {
  name: ParameterName;
  view: ParametersView;
  values: Parameters;
  /** What holds where `values` say nothing. */
  below: Parameters;
  onChange: (parameters: Parameters) => void;
  onRetry: () => void;
}

/** `values` with one of them set, or, with undefined, not. */
export function withValue<N extends ParameterName>(
  values: Parameters,
  name: N,
  value: Parameters[N] | undefined,
): Parameters {
  return value === undefined ? withoutValue(values, name) : { ...values, [name]: value };
}

/** `values` with one of them not set. */
export function withoutValue(values: Parameters, name: ParameterName): Parameters {
  const { [name]: _, ...others } = values;
  return others;
}

/** What a control says while nothing is set. */
export function useRestText(): (inherited: string | undefined) => string {
  const { t } = useTranslation("parameters");
  return (inherited) => (inherited === undefined ? t("default") : t("inherited", { value: inherited }));
}
