import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { TemplateView } from "@/ipc/generated";
import { keys } from "@/lib/query";
import { Form, LinesField, TextField } from "./form";
import { Preview } from "./preview";

// As they are written; i18next would take them for its own.
const SYNTAX = {
  ask: "{{topic}}",
  value: "{{topic=rain}}",
  list: "{{tone: plain|warm}}",
  known: "{{clipboard}} {{date}} {{time}}",
  escape: "\\{{",
} as const;

interface TemplateFormProps {
  /** Null for a new one. */
  template: TemplateView | null;
  onDone: () => void;
}

export function TemplateForm({ template, onDone }: TemplateFormProps) {
  const { t } = useTranslation("prompts");
  const [name, setName] = useState(template?.name ?? "");
  const [description, setDescription] = useState(template?.description ?? "");
  const [body, setBody] = useState(template?.body ?? "");
  const seen = useDeferredValue(body);
  const { data: opened } = useQuery({
    queryKey: [...keys.prompts, "preview", seen],
    queryFn: () => invoke("preview_template", { body: seen }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const asked = opened?.fields ?? [];
  return (
    <Form
      ready={name.trim() !== "" && body.trim() !== ""}
      onSave={() => invoke("save_template", { id: template?.id ?? null, name, description, body })}
      onDone={onDone}
    >
      <TextField label={t("form.slashName")} required maxLength={60} value={name} onChange={setName} />
      <TextField
        label={t("form.description")}
        maxLength={200}
        value={description}
        onChange={setDescription}
      />
      <LinesField
        label={t("form.body")}
        text={t("form.bodyText", SYNTAX)}
        required
        rows={7}
        value={body}
        onChange={setBody}
      />
      {opened && body !== "" && (
        <>
          {asked.length > 0 && (
            <p className="text-[13px] text-text-2">
              {t("form.asks")}: {asked.map((field) => field.name).join(", ")}
            </p>
          )}
          <Preview opened={opened} values={asked.map((field) => field.value)} />
        </>
      )}
    </Form>
  );
}
