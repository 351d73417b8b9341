import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import type { ProviderPatience } from "@/ipc/generated";
import { useProviders } from "@/lib/core";
import { NumberField } from "./number-field";

interface PatienceProps {
  patience: ProviderPatience[];
  onChange: (patience: ProviderPatience[]) => void;
}

/** What a provider that has just been picked begins with: longer than the usual minute. */
const LONGER_S = 180;

/** Providers that are waited for longer or shorter than others. */
export function Patience({ patience, onChange }: PatienceProps) {
  const { t } = useTranslation("settings");
  const providers = useProviders().data ?? [];
  const nameOf = (id: string) => providers.find((provider) => provider.id === id)?.name ?? id;
  const others = providers.filter(({ id }) => !patience.some((entry) => entry.provider === id));
  const change = (entry: ProviderPatience, to: Partial<ProviderPatience>) =>
    onChange(patience.map((other) => (other === entry ? { ...other, ...to } : other)));
  return (
    <div className="flex flex-col gap-3 px-4 pb-3">
      {patience.map((entry) => {
        const name = nameOf(entry.provider);
        return (
          <fieldset key={entry.provider} className="flex flex-wrap items-end gap-3">
            <legend className="sr-only">{name}</legend>
            <span aria-hidden="true" className="w-36 truncate pb-2 text-sm">
              {name}
            </span>
            <NumberField
              label={t("network.patience.first")}
              value={entry.first_byte_s}
              onChange={(first_byte_s) => change(entry, { first_byte_s })}
            />
            <NumberField
              label={t("network.patience.idle")}
              value={entry.idle_s}
              onChange={(idle_s) => change(entry, { idle_s })}
            />
            <IconButton
              label={t("network.patience.remove", { name })}
              onClick={() => onChange(patience.filter((other) => other !== entry))}
            >
              <X strokeWidth={1.75} />
            </IconButton>
          </fieldset>
        );
      })}
      <div className="w-64">
        <Select
          aria-label={t("network.patience.add")}
          value=""
          onChange={(event) =>
            onChange([...patience, { provider: event.target.value, first_byte_s: LONGER_S, idle_s: null }])
          }
        >
          <option value="">{t("network.patience.add")}</option>
          {others.map((provider) => (
            <option key={provider.id} value={provider.id}>
              {provider.name}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}
