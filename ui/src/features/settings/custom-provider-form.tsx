import { useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { invoke } from "@/ipc/client";
import type { ProviderView, WireFormat } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";

/** By the names that their makers gave them, which are the same in every language. */
const WIRES: [WireFormat, string][] = [
  ["openai-chat", "OpenAI Chat Completions"],
  ["openai-responses", "OpenAI Responses"],
  ["anthropic-messages", "Anthropic Messages"],
  ["gemini", "Gemini"],
  ["ollama-chat", "Ollama"],
];

interface HeaderDraft {
  id: number;
  name: string;
  value: string;
  /** The core has a value under this name; an empty field keeps it. */
  kept: string | null;
}

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
  const [headers, setHeaders] = useState<HeaderDraft[]>(
    () => provider?.header_names.map((header, id) => ({ id, name: header, value: "", kept: header })) ?? [],
  );
  const [nextId, setNextId] = useState(headers.length);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const changeHeader = (id: number, change: Partial<HeaderDraft>) =>
    setHeaders((list) => list.map((header) => (header.id === id ? { ...header, ...change } : header)));

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
        headers: headers
          .filter((header) => header.name.trim() !== "")
          .map((header) => ({
            name: header.name.trim(),
            value: header.value === "" && header.kept === header.name.trim() ? null : header.value,
          })),
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
      <fieldset>
        <legend className="font-medium text-[13px]">{t("providers.custom.headers")}</legend>
        <p className="mb-2 text-[12.5px] text-text-2">{t("providers.custom.headersText")}</p>
        {headers.map((header, index) => (
          <div key={header.id} className="mb-1.5 flex items-center gap-1.5">
            <Input
              aria-label={t("providers.custom.headerName", { number: index + 1 })}
              value={header.name}
              placeholder="X-Header"
              onChange={(event) => changeHeader(header.id, { name: event.target.value })}
            />
            <Input
              aria-label={t("providers.custom.headerValue", { number: index + 1 })}
              value={header.value}
              placeholder={header.kept === null ? "" : t("providers.custom.headerKept")}
              onChange={(event) => changeHeader(header.id, { value: event.target.value })}
            />
            <IconButton
              label={t("providers.custom.headerRemove", { number: index + 1 })}
              onClick={() => setHeaders((list) => list.filter((entry) => entry.id !== header.id))}
            >
              <X />
            </IconButton>
          </div>
        ))}
        <Button
          size="small"
          onClick={() => {
            setHeaders((list) => [...list, { id: nextId, name: "", value: "", kept: null }]);
            setNextId(nextId + 1);
          }}
        >
          <Plus />
          {t("providers.custom.headerAdd")}
        </Button>
      </fieldset>
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

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
    <label className="flex flex-col gap-1">
      <span className="font-medium text-[13px]">{label}</span>
      {children}
    </label>
  );
}
