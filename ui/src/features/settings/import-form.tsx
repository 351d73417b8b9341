import { useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { ProviderView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { Field } from "./field";

interface ImportFormProps {
  onImported: (provider: ProviderView) => void;
  onCancel: () => void;
}

/** A provider from a file that describes one, chosen or pasted. */
export function ImportForm({ onImported, onCancel }: ImportFormProps) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    setFailure(null);
    try {
      setText(await chosen.text());
    } catch {
      setFailure(t("providers.importUnread"));
    }
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || text.trim() === "") return;
    setBusy(true);
    setFailure(null);
    try {
      const provider = await invoke("import_provider", { text });
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
      showToast({ tone: "plain", text: t("providers.imported", { name: provider.name }) });
      onImported(provider);
    } catch (cause) {
      setFailure(errorText(cause));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-3.5">
      <input
        ref={file}
        type="file"
        accept=".toml"
        aria-label={t("providers.importFile")}
        className="hidden"
        onChange={(event) => {
          void read(event.target.files?.[0]);
          // So that the same file, corrected, can be chosen again.
          event.target.value = "";
        }}
      />
      <Button variant="outline" className="self-start" onClick={() => file.current?.click()}>
        <FileUp strokeWidth={1.75} />
        {t("providers.importFile")}
      </Button>
      <Field label={t("providers.importPaste")}>
        <textarea
          value={text}
          rows={8}
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setFailure(null);
          }}
          className="w-full resize-y rounded-[10px] border border-line-strong bg-bg p-3 font-mono text-[12.5px] text-text hover:border-text-3"
        />
      </Field>
      {failure !== null && (
        <p role="alert" className="break-words text-[13px] text-error">
          {failure}
        </p>
      )}
      <div className="mt-1 flex justify-end gap-2">
        <Button variant="outline" onClick={onCancel}>
          {common("cancel")}
        </Button>
        <Button type="submit" variant="primary" disabled={busy || text.trim() === ""}>
          {t("providers.importDo")}
        </Button>
      </div>
    </form>
  );
}
