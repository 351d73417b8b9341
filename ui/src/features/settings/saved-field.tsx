import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/cn";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";

interface SavedFieldProps {
  label: string;
  /** What the core has. */
  saved: string;
  placeholder: string;
  secret?: boolean;
  /** Another way to a value, which is saved at once. */
  beside?: (save: (value: string) => void) => ReactNode;
  /** Said when it is kept. */
  done: string | ((kept: string) => string);
  onSave: (value: string) => Promise<void>;
}

/** One line about a provider that is saved by itself. The core says what is wrong with it. */
export function SavedField({ label, saved, placeholder, secret, beside, done, onSave }: SavedFieldProps) {
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const said = useId();
  const [value, setValue] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ bad: boolean; text: string } | null>(null);
  const changed = value.trim() !== saved;

  useEffect(() => setValue(saved), [saved]);

  const keep = async (wanted: string) => {
    setBusy(true);
    setOutcome(null);
    try {
      await onSave(wanted);
      if (secret) setValue("");
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
      setOutcome({ bad: false, text: typeof done === "string" ? done : done(wanted) });
    } catch (cause) {
      setOutcome({ bad: true, text: errorText(cause) });
    } finally {
      setBusy(false);
    }
  };

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (changed && !busy) await keep(value.trim());
  };

  return (
    <form onSubmit={(event) => void onSubmit(event)} className="mt-2 min-w-0">
      <div className="flex items-center gap-1.5">
        <Input
          type={secret ? "password" : "text"}
          autoComplete={secret ? "new-password" : "off"}
          value={value}
          onChange={(event) => {
            setValue(event.target.value);
            setOutcome(null);
          }}
          aria-label={label}
          aria-describedby={said}
          aria-invalid={outcome?.bad || undefined}
          placeholder={placeholder}
        />
        {beside?.((chosen) => {
          setValue(chosen);
          void keep(chosen);
        })}
        {changed && (
          <Button type="submit" variant="primary" disabled={busy}>
            {busy ? common("saving") : common("save")}
          </Button>
        )}
      </div>
      <p
        id={said}
        role="status"
        className={cn(
          "break-words text-[13px] leading-snug",
          outcome !== null && "mt-1.5",
          outcome?.bad ? "text-error" : "text-text-2",
        )}
      >
        {outcome?.text}
      </p>
    </form>
  );
}
