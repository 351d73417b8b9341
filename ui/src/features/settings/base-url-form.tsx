import { useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { type FormEvent, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { ProviderView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";

/** Where a provider is reached. The core says what is wrong with an address and tidies one that is nearly right. */
export function BaseUrlForm({ provider }: { provider: ProviderView }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const said = useId();
  const [url, setUrl] = useState(provider.base_url);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ bad: boolean; text: string } | null>(null);
  const changed = url.trim() !== provider.base_url;
  const resettable = provider.default_base_url !== null && provider.base_url !== provider.default_base_url;

  useEffect(() => setUrl(provider.base_url), [provider.base_url]);

  const save = async (next: string) => {
    setBusy(true);
    setOutcome(null);
    try {
      await invoke("set_base_url", { provider: provider.id, base_url: next });
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
      setOutcome({ bad: false, text: t("providers.baseUrlSaved") });
    } catch (cause) {
      setOutcome({ bad: true, text: errorText(cause) });
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (changed && !busy) void save(url.trim());
  };
  const note =
    outcome?.text ??
    (provider.base_url_variable === null
      ? undefined
      : t("providers.baseUrlFrom", { variable: provider.base_url_variable }));

  return (
    <div className="min-w-0">
      <form onSubmit={onSubmit} className="flex items-center gap-1.5">
        <Input
          inputMode="url"
          value={url}
          onChange={(event) => {
            setUrl(event.target.value);
            setOutcome(null);
          }}
          aria-label={t("providers.baseUrlLabel", { name: provider.name })}
          aria-describedby={said}
          aria-invalid={outcome?.bad || undefined}
          placeholder={provider.default_base_url ?? provider.base_url_example ?? "https://"}
          quiet={!changed}
        />
        {changed ? (
          <Button type="submit" variant="primary" disabled={busy}>
            {busy ? common("saving") : common("save")}
          </Button>
        ) : (
          resettable && (
            <IconButton
              label={t("providers.resetOf", { name: provider.name })}
              disabled={busy}
              onClick={() => void save("")}
              size="iconLarge"
            >
              <Undo2 strokeWidth={1.75} />
            </IconButton>
          )
        )}
      </form>
      <p
        id={said}
        role="status"
        className={cn(
          "break-words text-[13px] leading-snug",
          note !== undefined && "mt-1.5",
          outcome?.bad ? "text-error" : "text-text-2",
        )}
      >
        {note}
      </p>
    </div>
  );
}
