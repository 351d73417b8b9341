import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { invoke } from "@/ipc/client";
import type { ProviderView, WireFormat } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { argsOf, CustomDetailsFields, detailsOf } from "./custom-details";
import { Field } from "./field";

/** By the names that their makers gave them, which are the same in every language. */
const WIRES: [WireFormat, string][] = [
  ["openai-chat", "OpenAI Chat Completions"],
  ["openai-responses", "OpenAI Responses"],
  ["anthropic-messages", "Anthropic Messages"],
  ["gemini", "Gemini"],
  ["ollama-chat", "Ollama"],
];

interface CustomProviderFormProps {
  provider: ProviderView | null;
  onDone: () => void;
}

export function CustomProviderForm({ provider, onDone }: CustomProviderFormProps) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [name, setName] = useState(provider?.name ?? "");
  const [baseUrl, setBaseUrl] = useState(provider?.base_url ?? "");
  const [wire, setWire] = useState<WireFormat>(provider?.wire ?? "openai-chat");
  const [key, setKey] = useState("");
  const [details, setDetails] = useState(() =>
    detailsOf(provider, {
      kept: t("providers.custom.headerKept"),
      missing: t("providers.custom.headerMissing"),
    }),
  );
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  // What is set is in sight; a value that is missing above all.
  const [detailed] = useState(
    details.auth !== "" || details.models !== "" || details.query.length + details.headers.length > 0,
  );

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await invoke("save_custom_provider", {
        id: provider?.id ?? null,
        name: name.trim(),
        base_url: baseUrl.trim(),
        wire,
        ...argsOf(details),
        key: key.trim() === "" ? null : key.trim(),
      });
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
      onDone();
    } catch (cause) {
      setFailure(errorText(cause));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-3.5">
      <Field label={t("providers.custom.name")}>
        <Input
          required
          value={name}
          maxLength={80}
          placeholder={t("providers.custom.namePlaceholder")}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={t("providers.custom.baseUrl")}>
        <Input
          required
          inputMode="url"
          value={baseUrl}
          placeholder="http://localhost:8000/v1"
          onChange={(event) => setBaseUrl(event.target.value)}
        />
      </Field>
      <Field label={t("providers.custom.wire")}>
        <Select value={wire} onChange={(event) => setWire(event.target.value as WireFormat)}>
          {WIRES.map(([format, name]) => (
            <option key={format} value={format}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("providers.custom.key")}>
        <Input
          type="password"
          autoComplete="new-password"
          value={key}
          placeholder={provider && "last4" in provider.key ? t("providers.custom.keyKept") : ""}
          onChange={(event) => setKey(event.target.value)}
        />
      </Field>
      <details open={detailed}>
        <summary className="cursor-pointer select-none rounded-lg font-medium text-[13px] text-text-2 hover:text-text">
          {t("providers.custom.advanced")}
        </summary>
        <CustomDetailsFields
          details={details}
          onChange={(change) => setDetails((before) => ({ ...before, ...change }))}
        />
      </details>
      {failure !== null && (
        <p role="alert" className="text-[13px] text-error">
          {failure}
        </p>
      )}
      <div className="mt-1 flex justify-end gap-2">
        <Button variant="outline" onClick={onDone}>
          {common("cancel")}
        </Button>
        <Button
          type="submit"
          variant="primary"
          disabled={busy || name.trim() === "" || baseUrl.trim() === ""}
        >
          {busy ? common("saving") : common("save")}
        </Button>
      </div>
    </form>
  );
}
