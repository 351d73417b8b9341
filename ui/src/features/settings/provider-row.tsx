import { useTranslation } from "react-i18next";
import { Select } from "@/components/ui/select";
import { Row } from "./rows";

interface ProviderRowProps {
  id: string;
  title: string;
  text: string;
  value: string | null;
  providers: readonly { id: string; name: string }[];
  /** What it is called when no provider is taken. */
  none: string;
  onChange: (provider: string | null) => void;
}

/** One of the providers that can do something, or none of them. One that is not there any more stays chosen, and says so. */
export function ProviderRow({ id, title, text, value, providers, none, onChange }: ProviderRowProps) {
  const { t } = useTranslation("settings");
  const known = providers.some((provider) => provider.id === value);
  return (
    <Row title={title} text={text} titleId={id}>
      <Select
        aria-labelledby={id}
        value={value ?? ""}
        onChange={({ target }) => onChange(target.value || null)}
        className="w-56"
      >
        <option value="">{none}</option>
        {value !== null && !known && <option value={value}>{t("voice.by.later", { name: value })}</option>}
        {providers.map((provider) => (
          <option key={provider.id} value={provider.id}>
            {provider.name}
          </option>
        ))}
      </Select>
    </Row>
  );
}
