import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ProviderView } from "@/ipc/generated";
import { SavedField } from "./saved-field";

/** The values of the headers that a provider's file names: they are no part of the file. */
export function HeaderValues({ provider }: { provider: ProviderView }) {
  const { t } = useTranslation("settings");
  return provider.header_names.map((header) => (
    <SavedField
      key={header}
      secret
      label={t("providers.headerValueOf", { header, name: provider.name })}
      saved=""
      placeholder={t(
        provider.missing_headers.includes(header)
          ? "providers.headerValueEmpty"
          : "providers.headerValueKept",
        { header },
      )}
      done={t("providers.headerValueSaved")}
      onSave={(value) => invoke("set_header_value", { provider: provider.id, name: header, value })}
    />
  ));
}
