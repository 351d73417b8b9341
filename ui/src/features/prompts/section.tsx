import { FileDown, FileUp, Plus, Search } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import "@/i18n/en/prompts";
import type { PersonaView, TemplateView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { usePrompts } from "@/lib/prompts";
import { ImportForm } from "./import-form";
import { PersonaForm } from "./persona-form";
import { PromptRow } from "./prompt-row";
import { TemplateForm } from "./template-form";
import { usePromptWork } from "./use-prompt-work";

type Open =
  | { kind: "template"; template: TemplateView | null }
  | { kind: "persona"; persona: PersonaView | null }
  | { kind: "import" };

/** Both lists, with everything that can be done with them. */
export function PromptsSection() {
  const { t } = useTranslation("prompts");
  const errorText = useErrorText();
  const { data, error } = usePrompts();
  const work = usePromptWork();
  const [text, setText] = useState("");
  const query = useDeferredValue(text);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);

  if (error) {
    return <p className="px-4 py-3 text-error text-sm">{t("loadFailed", { message: errorText(error) })}</p>;
  }
  const templates = sorted((data?.templates ?? []).filter((one) => fits(query, one, one.body)));
  const personas = sorted(
    (data?.personas ?? []).filter((one) => fits(query, one, one.parameters.system_prompt ?? "")),
  );
  const hasOwn = [...(data?.templates ?? []), ...(data?.personas ?? [])].some((one) => !one.starter);
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2 px-4 py-3">
        <div className="flex h-9 min-w-48 flex-1 items-center max-sm:basis-full gap-2.5 rounded-[10px] border border-line-strong bg-bg px-2.5 focus-within:border-focus-line">
          <Search className="size-4 shrink-0 text-text-3" strokeWidth={1.75} aria-hidden="true" />
          <input
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-label={t("search")}
            placeholder={t("search")}
            className="min-w-0 flex-1 bg-transparent text-[13.5px] outline-none placeholder:text-text-3"
          />
        </div>
        <Button variant="outline" onClick={() => setOpen({ kind: "import" })}>
          <FileUp strokeWidth={1.75} aria-hidden="true" />
          {t("import.button")}
        </Button>
        <Button variant="outline" disabled={!hasOwn} onClick={() => void work.exportPrompts([])}>
          <FileDown strokeWidth={1.75} aria-hidden="true" />
          {t("exportAll")}
        </Button>
      </div>
      <List
        title={t("templates")}
        text={t("templatesText")}
        add={t("newTemplate")}
        onAdd={() => setOpen({ kind: "template", template: null })}
      >
        {templates.map((template) => (
          <PromptRow
            key={template.id}
            prompt={template}
            name={`/${template.name}`}
            icon=""
            text={template.description || template.body}
            work={work}
            onEdit={() => setOpen({ kind: "template", template })}
          />
        ))}
      </List>
      <List
        title={t("personas")}
        text={t("personasText")}
        add={t("newPersona")}
        onAdd={() => setOpen({ kind: "persona", persona: null })}
      >
        {personas.map((persona) => (
          <PromptRow
            key={persona.id}
            prompt={persona}
            name={persona.name}
            icon={persona.icon}
            text={persona.description || (persona.parameters.system_prompt ?? "")}
            work={work}
            onEdit={() => setOpen({ kind: "persona", persona })}
          />
        ))}
      </List>
      {data && templates.length + personas.length === 0 && (
        <p role="status" className="px-4 pb-4 text-[13px] text-text-2">
          {t("nothing", { query })}
        </p>
      )}
      <Dialog
        open={open?.kind === "template"}
        onOpenChange={(next) => !next && close()}
        title={
          open?.kind === "template" && open.template
            ? t("form.editTemplate", { name: open.template.name })
            : t("form.newTemplate")
        }
        {...(open?.kind === "template" && open.template?.starter && { description: t("form.copyText") })}
      >
        {open?.kind === "template" && <TemplateForm template={open.template} onDone={close} />}
      </Dialog>
      <Dialog
        open={open?.kind === "persona"}
        onOpenChange={(next) => !next && close()}
        title={
          open?.kind === "persona" && open.persona
            ? t("form.editPersona", { name: open.persona.name })
            : t("form.newPersona")
        }
        {...(open?.kind === "persona" &&
          open.persona && { description: t(open.persona.starter ? "form.copyText" : "form.keeps") })}
      >
        {open?.kind === "persona" && <PersonaForm persona={open.persona} onDone={close} />}
      </Dialog>
      <Dialog
        open={open?.kind === "import"}
        onOpenChange={(next) => !next && close()}
        title={t("import.title")}
        description={t("import.text")}
      >
        {open?.kind === "import" && <ImportForm onDone={close} />}
      </Dialog>
    </div>
  );
}

/** What is hidden stands last. */
function sorted<T extends { hidden: boolean }>(prompts: T[]): T[] {
  return prompts.toSorted((a, b) => Number(a.hidden) - Number(b.hidden));
}

/** Whether every word of the query is in it. */
function fits(query: string, prompt: { name: string; description: string }, body: string): boolean {
  const text = `${prompt.name} ${prompt.description} ${body}`.toLocaleLowerCase();
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => text.includes(word.replace(/^\//, "")));
}

interface ListProps {
  title: string;
  text: string;
  add: string;
  onAdd: () => void;
  children: ReactNode[];
}

function List({ title, text, add, onAdd, children }: ListProps) {
  return (
    <div className="border-line border-t">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 pt-3 pb-2">
        <div className="min-w-0 max-w-[420px]">
          <h3 className="font-medium text-sm">{title}</h3>
          <p className="text-[13px] text-text-2 leading-snug">{text}</p>
        </div>
        <Button variant="outline" onClick={onAdd}>
          <Plus strokeWidth={1.75} aria-hidden="true" />
          {add}
        </Button>
      </div>
      {children.length > 0 && (
        <ul aria-label={title} className="px-2 pb-2">
          {children}
        </ul>
      )}
    </div>
  );
}
