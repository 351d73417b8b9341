import { useQueryClient } from "@tanstack/react-query";
import { Eye, EyeOff, Trash2 } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { KeyCheck, ProviderView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";

type Outcome = { tone: "good" | "plain" | "bad"; text: string };

/** A key's way in: typed or pasted, checked with the provider, never shown again. */
export function KeyForm({ provider }: { provider: ProviderView }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const said = useId();
  const [key, setKey] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { name } = provider;

  const run = async (work: () => Promise<Outcome>) => {
    setBusy(true);
    setOutcome(null);
    try {
      setOutcome(await work());
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
    } catch (cause) {
      setOutcome({ tone: "bad", text: errorText(cause) });
    } finally {
      setBusy(false);
    }
  };
  const describe = (check: KeyCheck): Outcome => {
    switch (check.type) {
      case "valid":
        return { tone: "good", text: t("providers.check.valid", { count: check.models }) };
      case "restricted":
        return { tone: "plain", text: t("providers.check.restricted", { name }) };
      case "barred":
        return { tone: "plain", text: t("providers.check.barred", { name, message: check.message }) };
      case "refused":
        return { tone: "bad", text: t("providers.check.refused", { name, message: check.message }) };
      case "unchecked":
        return { tone: "plain", text: t("providers.check.unchecked", { message: check.message }) };
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    // Keys come by paste, often with the line end of where they were.
    const wanted = key.trim();
    if (wanted === "" || busy) return;
    void run(async () => {
      const check = await invoke("save_key", { provider: provider.id, key: wanted });
      if (check.type !== "refused") {
        setKey("");
        setShown(false);
      }
      return describe(check);
    });
  };
  const placeholder =
    "last4" in provider.key
      ? t("providers.keyReplace", { last4: provider.key.last4 })
      : t(provider.key.type === "not_needed" ? "providers.keyOptional" : "providers.keyPlaceholder");
  const remove = () =>
    void run(async () => {
      const key = provider.keys.find((entry) => entry.in_use);
      if (key) await invoke("remove_key", { provider: provider.id, id: key.id });
      return { tone: "plain", text: t("providers.removed") };
    });

  return (
    <div className="min-w-0">
      <form onSubmit={save} className="flex items-center gap-1.5">
        <div className="relative min-w-0 flex-1">
          <Input
            type={shown ? "text" : "password"}
            value={key}
            onChange={(event) => setKey(event.target.value)}
            aria-label={t("providers.keyLabel", { name })}
            aria-describedby={said}
            aria-invalid={outcome?.tone === "bad" || undefined}
            data-key-field={provider.id}
            autoComplete="new-password"
            placeholder={placeholder}
            className="pr-9"
          />
          <IconButton
            label={shown ? t("providers.hide") : t("providers.show")}
            size="small"
            className="absolute top-1 right-1 w-7 px-0"
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff strokeWidth={1.75} /> : <Eye strokeWidth={1.75} />}
          </IconButton>
        </div>
        {key.trim() !== "" && (
          <Button type="submit" variant="primary" disabled={busy}>
            {busy ? t("providers.checking") : common("save")}
          </Button>
        )}
        {key.trim() === "" && (provider.key.type === "keyring" || provider.key.type === "session") && (
          <IconButton
            label={t("providers.removeKeyOf", { name })}
            disabled={busy}
            onClick={remove}
            className="size-9 hover:text-error"
          >
            <Trash2 strokeWidth={1.75} />
          </IconButton>
        )}
      </form>
      <p
        id={said}
        role="status"
        className={cn(
          "break-words text-[13px] leading-snug",
          outcome && "mt-1.5",
          outcome?.tone === "good" && "text-success",
          outcome?.tone === "plain" && "text-text-2",
          outcome?.tone === "bad" && "text-error",
        )}
      >
        {outcome?.text}
      </p>
    </div>
  );
}
