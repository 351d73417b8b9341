import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { ProviderView } from "@/ipc/generated";
import type { KeyWork } from "./key-work";
import { SecretInput } from "./secret-input";

interface NewKeyFormProps {
  provider: ProviderView;
  work: KeyWork;
  onDone: () => void;
  onCancel: () => void;
}

/** A further key, with the name by which a person tells it from the others. */
export function NewKeyForm({ provider, work, onDone, onCancel }: NewKeyFormProps) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const title = useId();
  useEffect(() => field.current?.focus(), []);

  /** The first number above that of the keys under which there is none. */
  const freeName = () => {
    let number = provider.keys.length + 1;
    const numbered = () => t("providers.keys.numbered", { number });
    while (provider.keys.some((entry) => entry.name === numbered())) number += 1;
    return numbered();
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = key.trim();
    if (wanted === "" || work.busy) return;
    const called = name.trim() || freeName();
    const args = { provider: provider.id, name: called, key: wanted };
    if (await work.check(() => invoke("add_key", args))) onDone();
  };

  return (
    <form
      aria-labelledby={title}
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
      className="mt-2 min-w-0"
    >
      <p id={title} className="mb-1.5 text-[13px] text-text-2">
        {t("providers.keys.newTitle", { name: provider.name })}
      </p>
      <div className="flex flex-wrap gap-1.5">
        <Input
          ref={field}
          value={name}
          onChange={(event) => setName(event.target.value)}
          aria-label={t("providers.keys.newName")}
          placeholder={t("providers.keys.namePlaceholder")}
          className="min-w-32 flex-1"
        />
        <div className="flex min-w-48 flex-2">
          <SecretInput
            value={key}
            onChange={(event) => setKey(event.target.value)}
            aria-label={t("providers.keys.newKey")}
            aria-describedby={work.said}
            aria-invalid={work.outcome?.tone === "bad" || undefined}
            placeholder={t("providers.keyPlaceholder")}
          />
        </div>
        <div className="ml-auto flex gap-1.5">
          <Button onClick={onCancel}>{common("cancel")}</Button>
          <Button type="submit" variant="primary" disabled={work.busy || key.trim() === ""}>
            {work.busy ? t("providers.checking") : common("save")}
          </Button>
        </div>
      </div>
    </form>
  );
}
