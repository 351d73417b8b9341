import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";

interface FormProps {
  ready: boolean;
  /** Keeps what was entered; what it throws is shown, and nothing is lost. */
  onSave: () => Promise<unknown>;
  onDone: () => void;
  saveLabel?: string;
  children: ReactNode;
}

/** The fields of something that is saved, with the buttons for it. */
export function Form({ ready, onSave, onDone, saveLabel, children }: FormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !ready) return;
    setBusy(true);
    setFailure(null);
    try {
      await onSave();
      await client.invalidateQueries({ queryKey: keys.prompts });
      onDone();
    } catch (cause) {
      setFailure(errorText(cause));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-3.5">
      {children}
      {failure !== null && (
        <p role="alert" className="break-words text-[13px] text-error">
          {failure}
        </p>
      )}
      {/* In sight, however long the form is. */}
      <div className="-mx-6 -mb-6 -bottom-6 sticky mt-1 flex justify-end gap-2 rounded-b-[18px] border-line border-t bg-float px-6 py-4">
        <Button variant="outline" onClick={onDone}>
          {t("cancel")}
        </Button>
        <Button type="submit" variant="primary" disabled={busy || !ready}>
          {busy ? t("saving") : (saveLabel ?? t("save"))}
        </Button>
      </div>
    </form>
  );
}

interface FieldProps {
  label: string;
  /** What the field is for, where its label does not say it all. */
  text?: string;
  children: (ids: { id: string; "aria-describedby"?: string }) => ReactNode;
}

/** A control under its label, with a word about it below. */
export function Field({ label, text, children }: FieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="font-medium text-[13px]">
        {label}
      </label>
      <div className="mt-1">
        {children(text === undefined ? { id } : { id, "aria-describedby": `${id}-text` })}
      </div>
      {text !== undefined && (
        <p id={`${id}-text`} className="mt-1 text-[12.5px] text-text-2 leading-snug">
          {text}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps {
  label: string;
  text?: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
}

/** A line of text under its label. */
export function TextField({
  label,
  value,
  onChange,
  ...input
}: Omit<TextFieldProps, "text"> & { maxLength?: number; title?: string; className?: string }) {
  return (
    <Field label={label}>
      {(ids) => (
        <Input {...ids} {...input} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

/** Several lines of text under their label. */
export function LinesField({ label, text, value, onChange, ...area }: TextFieldProps & { rows: number }) {
  return (
    <Field label={label} {...(text !== undefined && { text })}>
      {(ids) => (
        <textarea
          {...ids}
          {...area}
          dir="auto"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={LINES}
        />
      )}
    </Field>
  );
}

/** The look of a field for more than a line. */
export const LINES =
  "block w-full resize-y rounded-[10px] border border-line-strong bg-bg p-3 text-[13.5px] text-text leading-[1.5] hover:border-text-3";
