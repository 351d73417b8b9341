import type { ParameterName, Parameters, ParametersView, ReasoningEffort } from "@/ipc/generated";
import { ParameterField } from "./parameter-field";

const NAMES: ParameterName[] = [
  "system_prompt",
  "temperature",
  "top_p",
  "max_output_tokens",
  "reasoning",
  "verbosity",
  "stop",
  "seed",
];
const EFFORTS: ReasoningEffort[] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/** Everything that some model takes: which one is asked is not known here. */
const ANY: ParametersView = {
  here: {},
  everywhere: {},
  offered: NAMES,
  efforts: EFFORTS,
  max_temperature: 2,
  takes_budget: true,
  refused: [],
};

interface ParameterFieldsProps {
  values: Parameters;
  onChange: (parameters: Parameters) => void;
}

/** All parameters, for whatever model. */
export function ParameterFields({ values, onChange }: ParameterFieldsProps) {
  return NAMES.map((name) => (
    <ParameterField
      key={name}
      name={name}
      view={ANY}
      values={values}
      below={{}}
      onChange={onChange}
      onRetry={() => undefined}
    />
  ));
}
