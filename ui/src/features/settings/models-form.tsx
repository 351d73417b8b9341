import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ProviderView } from "@/ipc/generated";
import { SavedField } from "./saved-field";

/** Names of models as people type them: with commas or line ends between. */
export function splitModels(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((model) => model.trim())
    .filter(Boolean);
}

/** The models of a provider that does not list them. */
export function ModelsForm({ provider }: { provider: ProviderView }) {
  const { t } = useTranslation("settings");
  return (
    <SavedField
      label={t("providers.modelsOf", { name: provider.name })}
      saved={provider.models.join(", ")}
      placeholder={t("providers.modelsPlaceholder")}
      done={t("providers.modelsSaved")}
      onSave={(text) => invoke("set_models", { provider: provider.id, models: splitModels(text) })}
    />
  );
}
