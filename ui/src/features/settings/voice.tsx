import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Select } from "@/components/ui/select";
import { SPEEDS, speedText, systemVoices } from "@/features/voice/public";
import { invoke } from "@/ipc/client";
import type { SpeechSettings } from "@/ipc/generated";
import { keys } from "@/lib/query";
import { useSettings } from "@/lib/settings";
import { NameRow } from "./name-row";
import { ProviderRow } from "./provider-row";
import { Row, type SettingsRow } from "./rows";
import { useSaveSettings } from "./use-save";

/** Who reads answers out, and how. */
export function useVoiceRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  const { speech } = useSettings();
  return [
    {
      id: "voice-by",
      text: `${t("voice.by.title")} ${t("voice.by.text")} ${t("voice.by.system")}`,
      element: <ByRow />,
    },
    ...(speech.provider === null
      ? []
      : [{ id: "voice-model", text: t("voice.model.title"), element: <ModelRow /> }]),
    { id: "voice-name", text: t("voice.name.title"), element: <VoiceRow /> },
    { id: "voice-speed", text: t("voice.speed.title"), element: <SpeedRow /> },
  ];
}

function useSpeech() {
  const { speech } = useSettings();
  const save = useSaveSettings();
  const { data: providers = [] } = useQuery({
    queryKey: keys.speechProviders,
    queryFn: () => invoke("speech_providers", {}),
  });
  const change = (values: Partial<SpeechSettings>) => save({ speech: { ...speech, ...values } });
  return { speech, change, providers, provider: providers.find(({ id }) => id === speech.provider) };
}

function useSystemVoices(): SpeechSynthesisVoice[] | undefined {
  // They are the window's, and as many as when it was opened.
  return useQuery({ queryKey: ["system-voices"], queryFn: systemVoices }).data;
}

function ByRow() {
  const { t } = useTranslation("settings");
  const { speech, change, providers } = useSpeech();
  const voices = useSystemVoices();
  const nothing = speech.provider === null && voices?.length === 0;
  return (
    <ProviderRow
      id="setting-voice-by"
      title={t("voice.by.title")}
      text={nothing ? t("voice.by.none") : t("voice.by.text")}
      value={speech.provider}
      providers={providers}
      none={t("voice.by.system")}
      // Names of another provider mean nothing here.
      onChange={(provider) => change({ provider, model: "", voice: "" })}
    />
  );
}

function ModelRow() {
  const { t } = useTranslation("settings");
  const { speech, change, provider } = useSpeech();
  return (
    <NameRow
      id="setting-voice-model"
      title={t("voice.model.title")}
      value={speech.model}
      known={provider?.models ?? []}
      onChange={(model) => change({ model })}
    />
  );
}

function VoiceRow() {
  const { t } = useTranslation("settings");
  const { speech, change, provider } = useSpeech();
  const voices = useSystemVoices() ?? [];
  if (speech.provider !== null) {
    return (
      <NameRow
        id="setting-voice-name"
        title={t("voice.name.title")}
        text={t("voice.name.text")}
        value={speech.voice}
        known={provider?.voices ?? []}
        onChange={(voice) => change({ voice })}
      />
    );
  }
  return (
    <Row title={t("voice.name.title")} titleId="setting-voice-name">
      <Select
        aria-labelledby="setting-voice-name"
        value={voices.some(({ name }) => name === speech.voice) ? speech.voice : ""}
        disabled={voices.length === 0}
        onChange={({ target }) => change({ voice: target.value })}
        className="w-56"
      >
        <option value="">{t("voice.name.usual")}</option>
        {voices.map(({ name, lang, voiceURI }) => (
          <option key={voiceURI} value={name}>
            {name} · {lang}
          </option>
        ))}
      </Select>
    </Row>
  );
}

function SpeedRow() {
  const { t, i18n } = useTranslation("settings");
  const { speech, change } = useSpeech();
  return (
    <Row title={t("voice.speed.title")} titleId="setting-voice-speed">
      <Select
        aria-labelledby="setting-voice-speed"
        value={speech.speed}
        onChange={({ target }) => change({ speed: Number(target.value) })}
        className="w-56"
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {speedText(speed, i18n.language)}
          </option>
        ))}
      </Select>
    </Row>
  );
}
