import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { Button } from "@/components/ui/button";
import { ModelPicker } from "@/features/models/public";
import { parameterFields } from "@/features/parameters/public";
import { invoke } from "@/ipc/client";
import type { PersonaView } from "@/ipc/generated";
import { Form, LinesField, TextField } from "./form";

interface PersonaFormProps {
  /** Null for a new one. */
  persona: PersonaView | null;
  onDone: () => void;
}

export function PersonaForm({ persona, onDone }: PersonaFormProps) {
  const { t } = useTranslation("prompts");
  const [name, setName] = useState(persona?.name ?? "");
  const [icon, setIcon] = useState(persona?.icon ?? "");
  const [description, setDescription] = useState(persona?.description ?? "");
  const [model, setModel] = useState(persona?.model ?? null);
  const [parameters, setParameters] = useState(persona?.parameters ?? {});
  // Those of a file may have several lines: they stay as they are until they are changed here.
  const [lines, setLines] = useState<string | null>(null);
  const kept = persona?.starters ?? [];
  const starters = lines === null ? kept : lines.split("\n");
  const save = () =>
    invoke("save_persona", {
      id: persona?.id ?? null,
      name,
      icon,
      description,
      model,
      parameters,
      starters,
    });
  return (
    <Form ready={name.trim() !== ""} onSave={save} onDone={onDone}>
      <div className="grid grid-cols-[1fr_96px] gap-3">
        <TextField label={t("form.name")} required maxLength={40} value={name} onChange={setName} />
        <TextField
          label={t("form.icon")}
          title={t("form.iconText")}
          className="text-center"
          value={icon}
          onChange={(text) => setIcon(lastCharacter(text))}
        />
      </div>
      <TextField
        label={t("form.description")}
        maxLength={200}
        value={description}
        onChange={setDescription}
      />
      <section aria-label={t("form.model")}>
        <h3 className="font-medium text-[13px]">{t("form.model")}</h3>
        <div className="mt-1 flex flex-wrap items-center gap-1.5">
          <ModelPicker value={model} onChange={setModel} />
          {model && (
            <Button size="small" onClick={() => setModel(null)}>
              {t("form.noModel")}
            </Button>
          )}
        </div>
        <p className="mt-1 text-[12.5px] text-text-2 leading-snug">{t("form.modelText")}</p>
      </section>
      <div className="-mx-4 border-line border-y py-1">
        <LazyPart source={parameterFields}>
          {(ParameterFields) => <ParameterFields values={parameters} onChange={setParameters} />}
        </LazyPart>
      </div>
      <LinesField
        label={t("form.starters")}
        text={t("form.startersText")}
        rows={3}
        value={lines ?? kept.join("\n")}
        onChange={setLines}
      />
    </Form>
  );
}

/** An icon is one character as a person sees it: the one that was entered last takes the place of the one before. */
function lastCharacter(text: string): string {
  const characters = [...new Intl.Segmenter().segment(text.trim())];
  return characters.at(-1)?.segment ?? "";
}
