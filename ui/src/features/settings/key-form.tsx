import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import type { ProviderView } from "@/ipc/generated";
import { focusKey } from "./key-field";
import type { KeyWork } from "./key-work";
import { SecretInput } from "./secret-input";

interface KeyFormProps {
  provider: ProviderView;
  work: KeyWork;
  onAdd: () => void;
  /** Of `useFocusOnChange`. */
  focus: [() => void, () => void];
}

/** The way in of a provider's only key: typed or pasted, checked with the provider, never shown again. */
export function KeyForm({ provider, work, onAdd, focus }: KeyFormProps) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const [key, setKey] = useState("");
  const { name } = provider;
  const [waitForChange, forgetChange] = focus;
  const own = provider.keys.find((entry) => !entry.from_environment);

  // The button that was pressed is gone, or was switched off while the provider was asked. Who went on is left alone.
  const keepFocus = (form: Element | null) => {
    const active = document.activeElement;
    if (active === null || active === document.body || form?.contains(active)) focusKey(provider);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    // Keys come by paste, often with the line end of where they were.
    const wanted = key.trim();
    if (wanted === "" || work.busy) return;
    // Beside a key from the environment it becomes one of a list, and this form is gone.
    if (!own) waitForChange();
    if (await work.check(() => invoke("save_key", { provider: provider.id, key: wanted }))) setKey("");
    else forgetChange();
    keepFocus(form);
  };
  const remove = async (id: string, form: Element | null) => {
    waitForChange();
    const removed = await work.run(async () => {
      await invoke("remove_key", { provider: provider.id, id });
      return { tone: "plain", text: t("providers.removed") };
    });
    if (removed) return;
    forgetChange();
    keepFocus(form);
  };
  const placeholder =
    "last4" in provider.key
      ? t("providers.keyReplace", { last4: provider.key.last4 })
      : t(provider.key.type === "not_needed" ? "providers.keyOptional" : "providers.keyPlaceholder");

  return (
    <form onSubmit={(event) => void save(event)} className="flex items-center gap-1.5">
      <SecretInput
        value={key}
        onChange={(event) => setKey(event.target.value)}
        aria-label={t("providers.keyLabel", { name })}
        aria-describedby={work.said}
        aria-invalid={work.outcome?.tone === "bad" || undefined}
        data-key-field={provider.id}
        placeholder={placeholder}
      />
      {key.trim() !== "" && (
        <Button type="submit" variant="primary" disabled={work.busy}>
          {work.busy ? t("providers.checking") : common("save")}
        </Button>
      )}
      {key.trim() === "" && own && (
        <>
          <IconButton
            label={t("providers.keys.addOf", { name })}
            disabled={work.busy}
            onClick={onAdd}
            size="iconLarge"
          >
            <Plus strokeWidth={1.75} />
          </IconButton>
          {own.state.type !== "unreachable" && (
            <IconButton
              label={t("providers.removeKeyOf", { name })}
              disabled={work.busy}
              onClick={(event) => void remove(own.id, event.currentTarget.form)}
              variant="remove"
              size="iconLarge"
            >
              <Trash2 strokeWidth={1.75} />
            </IconButton>
          )}
        </>
      )}
    </form>
  );
}
