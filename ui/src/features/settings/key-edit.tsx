import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { KeyWork } from "./key-work";
import { SecretInput } from "./secret-input";

interface KeyEditProps {
  /** Of the field. */
  id: string;
  label: string;
  value: string;
  secret?: boolean;
  work: KeyWork;
  /** True when it is kept. */
  onSave: (value: string) => Promise<boolean>;
  onDone: () => void;
}

/** One line below a key: its next name or its next secret. */
export function KeyEdit({ id, label, value: before, secret, work, onSave, onDone }: KeyEditProps) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const [value, setValue] = useState(before);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = value.trim();
    if (wanted === "" || work.busy) return;
    if (wanted === before || (await onSave(wanted))) onDone();
  };
  const field = {
    id,
    value,
    onChange: (event: { target: { value: string } }) => setValue(event.target.value),
    "aria-label": label,
    "aria-describedby": work.said,
    "aria-invalid": work.outcome?.tone === "bad" || undefined,
    placeholder: secret ? t("providers.keyPlaceholder") : "",
  };

  return (
    <form
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => {
        // The arrows move in the text and not among the keys.
        event.stopPropagation();
        if (event.key === "Escape") onDone();
      }}
      className="mt-1.5 flex flex-wrap gap-1.5 pl-6.5"
    >
      <div className="flex min-w-48 flex-1">{secret ? <SecretInput {...field} /> : <Input {...field} />}</div>
      <div className="ml-auto flex gap-1.5">
        <Button onClick={onDone}>{common("cancel")}</Button>
        <Button type="submit" variant="primary" disabled={work.busy || value.trim() === ""}>
          {work.busy && secret ? t("providers.checking") : common("save")}
        </Button>
      </div>
    </form>
  );
}
