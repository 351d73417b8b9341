import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { ImportedPrompts } from "@/ipc/generated";
import { showToast } from "@/lib/toasts";
import { Field, Form, LINES } from "./form";

/** Templates and personas from a file, chosen or pasted. */
export function ImportForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useTranslation("prompts");
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [unread, setUnread] = useState(false);

  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      setText(await chosen.text());
      setUnread(false);
    } catch {
      setUnread(true);
    }
  };
  const say = ({ templates, personas, known, renamed }: ImportedPrompts) => {
    const counted = [
      templates > 0 && t("import.templates", { count: templates }),
      personas > 0 && t("import.personas", { count: personas }),
    ].filter((part) => part !== false);
    if (counted.length === 0) return t("import.nothing");
    const what = new Intl.ListFormat(i18n.language).format(counted);
    return [
      t("import.done", { what }),
      ...(known > 0 ? [t("import.known", { count: known })] : []),
      ...renamed.map(({ from, to }) => t("import.renamed", { from, to })),
    ].join(" ");
  };
  const save = async () => {
    const imported = await invoke("import_prompts", { text });
    showToast({ tone: "plain", text: say(imported) });
  };

  return (
    <Form ready={text.trim() !== ""} saveLabel={t("import.do")} onSave={save} onDone={onDone}>
      <input
        ref={file}
        type="file"
        accept=".toml"
        aria-label={t("import.file")}
        className="hidden"
        onChange={(event) => {
          void read(event.target.files?.[0]);
          // So that the same file, corrected, can be chosen again.
          event.target.value = "";
        }}
      />
      <Button variant="outline" className="self-start" onClick={() => file.current?.click()}>
        <FileUp strokeWidth={1.75} aria-hidden="true" />
        {t("import.file")}
      </Button>
      {unread && (
        <p role="alert" className="text-[13px] text-error">
          {t("import.unread")}
        </p>
      )}
      <Field label={t("import.paste")}>
        {(ids) => (
          <textarea
            {...ids}
            value={text}
            rows={8}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            className={LINES}
          />
        )}
      </Field>
    </Form>
  );
}
