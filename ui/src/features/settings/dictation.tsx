import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Select } from "@/components/ui/select";
import { invoke } from "@/ipc/client";
import type { DictationSettings } from "@/ipc/generated";
import { keys } from "@/lib/query";
import { useSettings } from "@/lib/settings";
import { NameRow } from "./name-row";
import { ProviderRow } from "./provider-row";
import { Row, type SettingsRow } from "./rows";
import { SavedField } from "./saved-field";
import { useSaveSettings } from "./use-save";

const NONE = "";

/** Who writes down what is dictated, and what hears it. */
export function useDictationRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  const { dictation } = useSettings();
  const by = {
    id: "dictation-by",
    text: `${t("voice.dictation.by.title")} ${t("voice.dictation.by.text")}`,
    element: <ByRow />,
  };
  if (dictation.provider === null) return [by];
  return [
    by,
    { id: "dictation-model", text: t("voice.dictation.model.title"), element: <ModelRow /> },
    {
      id: "dictation-language",
      text: `${t("voice.dictation.language.title")} ${t("voice.dictation.language.text")}`,
      element: <LanguageRow />,
    },
    { id: "microphone", text: t("voice.dictation.microphone.title"), element: <MicrophoneRow /> },
  ];
}

function useDictationChoice() {
  const { dictation } = useSettings();
  const save = useSaveSettings();
  const { data } = useQuery({
    queryKey: keys.dictationChoices,
    queryFn: () => invoke("dictation_choices", {}),
    // Microphones come and go without a word.
    staleTime: 0,
  });
  const change = (values: Partial<DictationSettings>) => save({ dictation: { ...dictation, ...values } });
  return { dictation, change, providers: data?.providers ?? [], microphones: data?.microphones ?? [] };
}

function ByRow() {
  const { t } = useTranslation("settings");
  const { dictation, change, providers } = useDictationChoice();
  return (
    <ProviderRow
      id="setting-dictation-by"
      title={t("voice.dictation.by.title")}
      text={t("voice.dictation.by.text")}
      value={dictation.provider}
      providers={providers}
      none={t("voice.dictation.by.nobody")}
      onChange={(provider) => change({ provider, model: "" })}
    />
  );
}

function ModelRow() {
  const { t } = useTranslation("settings");
  const { dictation, change, providers } = useDictationChoice();
  return (
    <NameRow
      id="setting-dictation-model"
      title={t("voice.dictation.model.title")}
      value={dictation.model}
      known={providers.find(({ id }) => id === dictation.provider)?.models ?? []}
      onChange={(model) => change({ model })}
    />
  );
}

function LanguageRow() {
  const { t } = useTranslation("settings");
  const { dictation, change } = useDictationChoice();
  return (
    <Row title={t("voice.dictation.language.title")} text={t("voice.dictation.language.text")}>
      <div className="w-56">
        <SavedField
          label={t("voice.dictation.language.title")}
          saved={dictation.language ?? ""}
          placeholder={t("voice.dictation.language.placeholder")}
          done={t("voice.saved")}
          onSave={async (language) => change({ language: language.toLowerCase() || null })}
        />
      </div>
    </Row>
  );
}

function MicrophoneRow() {
  const { t } = useTranslation("settings");
  const { dictation, change, microphones } = useDictationChoice();
  const { microphone } = dictation;
  const absent = microphone !== null && !microphones.includes(microphone);
  return (
    <Row title={t("voice.dictation.microphone.title")} titleId="setting-microphone">
      <Select
        aria-labelledby="setting-microphone"
        value={microphone ?? NONE}
        onChange={({ target }) => change({ microphone: target.value || null })}
        className="w-56"
      >
        <option value={NONE}>{t("voice.dictation.microphone.usual")}</option>
        {(absent ? [microphone, ...microphones] : microphones).map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
    </Row>
  );
}
