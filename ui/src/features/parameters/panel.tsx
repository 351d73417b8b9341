import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { RadioItem } from "@/components/ui/radio-item";
import { invoke } from "@/ipc/client";
import type { ModelChoice, ParameterName, Parameters, ParametersView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { showToast } from "@/lib/toasts";
import { ParameterField } from "./parameter-field";
import { countSet, type Scope, useSaveParameters } from "./use-parameters";

const SCOPES: readonly Scope[] = ["here", "everywhere"];

interface ParametersPanelProps {
  conversation: string | null;
  model: ModelChoice;
  view: ParametersView;
}

/** Everything that the model can be told beside the conversation. What is typed here leads until the panel closes. */
export function ParametersPanel({ conversation, model, view }: ParametersPanelProps) {
  const { t } = useTranslation("parameters");
  const errorText = useErrorText();
  const [scope, setScope] = useState<Scope>("here");
  const [values, setValues] = useState({ here: view.here, everywhere: view.everywhere });
  const failed = (cause: unknown) =>
    showToast({ tone: "error", text: t("saveFailed", { message: errorText(cause) }) });
  const save = useSaveParameters({ conversation, model, onFailure: failed });

  const [foreign] = useState({ here: notOffered(view, "here"), everywhere: notOffered(view, "everywhere") });
  const isEmpty = countSet(values[scope]) === 0;

  const change = (parameters: Parameters) => {
    setValues((before) => ({ ...before, [scope]: parameters }));
    save(scope, parameters);
  };
  const retry = (parameter: ParameterName) => {
    invoke("forget_refusals", { model, parameter }).catch(failed);
  };

  return (
    <>
      <div className="sticky top-0 z-10 border-line border-b bg-float px-4 pt-3 pb-2.5">
        <div className="mb-2 flex items-center justify-between">
          <h2 className="font-semibold text-[14px]">{t("title")}</h2>
          <Button
            size="small"
            // Disabled it would lose the focus when it is pressed.
            aria-disabled={isEmpty}
            className="aria-disabled:opacity-50"
            onClick={() => !isEmpty && change({})}
          >
            {t("resetAll")}
          </Button>
        </div>
        <ScopeSwitch scope={scope} onChange={setScope} />
      </div>
      <div key={scope} className="py-1.5">
        {[...view.offered, ...foreign[scope]].map((name) => (
          <ParameterField
            key={name}
            name={name}
            view={view}
            values={values[scope]}
            below={scope === "here" ? values.everywhere : {}}
            onChange={change}
            onRetry={() => retry(name)}
          />
        ))}
      </div>
    </>
  );
}

/** What was set with another model: to be seen and taken back. */
function notOffered(view: ParametersView, scope: Scope): ParameterName[] {
  const set = Object.keys(view[scope]) as ParameterName[];
  return set.filter((name) => !view.offered.includes(name));
}

interface ScopeSwitchProps {
  scope: Scope;
  onChange: (scope: Scope) => void;
}

function ScopeSwitch({ scope, onChange }: ScopeSwitchProps) {
  const { t } = useTranslation("parameters");
  return (
    <RadioGroup.Root
      aria-label={t("scope.label")}
      value={scope}
      onValueChange={(next) => onChange(next as Scope)}
      className="flex gap-0.5 rounded-[10px] border border-line-strong p-0.5"
    >
      {SCOPES.map((value) => (
        <RadioItem
          key={value}
          value={value}
          aria-label={t(`scope.${value}`)}
          className="min-w-0 flex-1 truncate rounded-lg px-2.5 py-1 font-medium text-[13px] text-text-2 hover:text-text data-[state=checked]:bg-hover data-[state=checked]:text-text"
        >
          {t(`scope.${value}`)}
        </RadioItem>
      ))}
    </RadioGroup.Root>
  );
}
