import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Select } from "@/components/ui/select";
import { Row } from "./rows";
import { SavedField } from "./saved-field";

interface NameRowProps {
  id: string;
  title: string;
  text?: string;
  /** Empty takes the first that is known. */
  value: string;
  known: string[];
  onChange: (name: string) => void;
}

const OTHER = "\u0000";

/** One of the names that are known, or another that a person enters. */
export function NameRow({ id, title, text, value, known, onChange }: NameRowProps) {
  const { t } = useTranslation("settings");
  const [other, setOther] = useState(false);
  const own = other || known.length === 0 || (value !== "" && !known.includes(value));
  return (
    <Row title={title} {...(text !== undefined && { text })} titleId={id}>
      <div className="w-56">
        {known.length > 0 && (
          <Select
            aria-labelledby={id}
            value={own ? OTHER : value || known[0]}
            onChange={({ target }) => {
              setOther(target.value === OTHER);
              if (target.value !== OTHER) onChange(target.value);
            }}
          >
            {known.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
            <option value={OTHER}>{t("voice.other")}</option>
          </Select>
        )}
        {own && (
          <SavedField
            label={t("voice.ownName", { what: title })}
            saved={known.includes(value) ? "" : value}
            placeholder={t("voice.namePlaceholder")}
            done={t("voice.saved")}
            onSave={async (name) => onChange(name)}
          />
        )}
      </div>
    </Row>
  );
}
