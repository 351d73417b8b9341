import { type KeyboardEvent, type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import type { OpenedTemplate, TemplateField } from "@/ipc/generated";
import { Field } from "./form";
import { joined } from "./pieces";
import { Preview } from "./preview";

interface FillDialogProps {
  filling: { name: string; opened: OpenedTemplate } | null;
  /** The text, once the person wants it. */
  onDone: (text: string) => void;
  onClosed: (event: Event) => void;
}

/** Asks for the variables of a template. */
export function FillDialog({ filling, onDone, onClosed }: FillDialogProps) {
  const { t } = useTranslation("prompts");
  const [closing, setClosing] = useState<object | null>(null);
  return (
    <Dialog
      open={filling !== null && closing !== filling}
      onOpenChange={(next) => !next && setClosing(filling)}
      onCloseAutoFocus={onClosed}
      title={filling ? t("fill.title", { name: filling.name }) : ""}
      description={t("fill.hint")}
    >
      {filling && (
        <FillForm
          opened={filling.opened}
          onCancel={() => setClosing(filling)}
          onDone={(text) => {
            onDone(text);
            setClosing(filling);
          }}
        />
      )}
    </Dialog>
  );
}

interface FillFormProps {
  opened: OpenedTemplate;
  onDone: (text: string) => void;
  onCancel: () => void;
}

function FillForm({ opened, onDone, onCancel }: FillFormProps) {
  const { t } = useTranslation("prompts");
  const { t: common } = useTranslation();
  const [values, setValues] = useState(() => opened.fields.map((field) => field.value));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onDone(joined(opened, values));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    submit(event);
  };
  return (
    <form onSubmit={submit} className="mt-4 flex flex-col gap-3.5">
      {opened.fields.map((field, index) => (
        <Field key={field.name} label={field.name}>
          {({ id }) => (
            <Control
              id={id}
              field={field}
              value={values[index] ?? ""}
              onKeyDown={onKeyDown}
              onChange={(value) =>
                setValues((before) => before.map((old, other) => (other === index ? value : old)))
              }
            />
          )}
        </Field>
      ))}
      <Preview opened={opened} values={values} />
      <div className="mt-1 flex justify-end gap-2">
        <Button variant="outline" onClick={onCancel}>
          {common("cancel")}
        </Button>
        <Button type="submit" variant="primary">
          {t("fill.insert")}
        </Button>
      </div>
    </form>
  );
}

interface ControlProps {
  id: string;
  field: TemplateField;
  value: string;
  onChange: (value: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

function Control({ id, field, value, onChange, onKeyDown }: ControlProps) {
  if (field.options.length > 0) {
    return (
      <Select id={id} value={value} onKeyDown={onKeyDown} onChange={(event) => onChange(event.target.value)}>
        {field.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </Select>
    );
  }
  return (
    <textarea
      id={id}
      dir="auto"
      rows={Math.min(6, value.split("\n").length)}
      value={value}
      onKeyDown={onKeyDown}
      onChange={(event) => onChange(event.target.value)}
      className="max-h-40 w-full resize-none rounded-[10px] border border-line-strong bg-bg px-3 py-[7px] text-[13.5px] text-text leading-[1.5] hover:border-text-3"
    />
  );
}
