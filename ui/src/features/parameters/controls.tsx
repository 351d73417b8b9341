import { Slider } from "radix-ui";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";
import { readWhole } from "@/lib/read-number";
import type { FieldIds } from "./field";

interface NumberInputProps {
  ids: FieldIds;
  value: number | undefined;
  /** What holds while nothing is set. */
  placeholder: string;
  min: number;
  max: number;
  whole: boolean;
  /** Empty is no value either. */
  required?: boolean;
  onChange: (value: number | undefined) => void;
  label?: string;
}

/** A number, with the decimal sign of either kind. What is not one is marked and changes nothing. */
export function NumberInput(props: NumberInputProps) {
  const { ids, value, placeholder, min, max, whole, required = false, onChange, label } = props;
  const { t, i18n } = useTranslation("parameters");
  const error = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const plain = new Intl.NumberFormat(i18n.language, { useGrouping: false, maximumFractionDigits: 3 });
  const number = (text: string) => (whole ? readWhole(text) : Number(text.trim().replace(",", ".")));
  const read = (text: string) => (text.trim() === "" ? undefined : number(text));
  const fits = (number: number | undefined) =>
    number === undefined ? !required : number >= min && number <= max && (!whole || Number.isInteger(number));
  const kept = value === undefined ? "" : plain.format(value);
  // A reset from elsewhere also clears what was typed.
  const shown = typed === null || (fits(read(typed)) && read(typed) !== value) ? kept : typed;
  const invalid = !fits(read(shown));
  return (
    <div className="w-36 shrink-0">
      <Input
        id={label === undefined ? ids.control : undefined}
        inputMode={whole ? "numeric" : "decimal"}
        value={shown}
        placeholder={placeholder}
        {...(label === undefined ? { "aria-labelledby": ids.label } : { "aria-label": label })}
        aria-describedby={invalid ? `${ids.hint} ${error}` : ids.hint}
        aria-invalid={invalid}
        className="text-right tabular-nums"
        onChange={(event) => {
          setTyped(event.target.value);
          const number = read(event.target.value);
          if (fits(number)) onChange(number);
        }}
        onBlur={() => setTyped(null)}
      />
      {invalid && (
        <p id={error} className="mt-0.5 text-right text-[12px] text-error leading-snug">
          {t("range", { min: plain.format(min), max: plain.format(max) })}
        </p>
      )}
    </div>
  );
}

interface RangeProps {
  ids: FieldIds;
  value: number | undefined;
  /** Where the thumb rests while nothing is set. */
  rest: number;
  restText: string;
  max: number;
  step: number;
  onChange: (value: number) => void;
}

/** The same number by hand: dim until something is set. */
export function Range({ ids, value, rest, restText, max, step, onChange }: RangeProps) {
  const { i18n } = useTranslation("parameters");
  const isSet = value !== undefined;
  return (
    <Slider.Root
      min={0}
      max={max}
      step={step}
      value={[value ?? rest]}
      onValueChange={([next]) => next !== undefined && onChange(Number(next.toFixed(2)))}
      className="relative mt-1.5 flex h-5 touch-none select-none items-center"
    >
      <Slider.Track className="relative h-1 flex-1 rounded-full bg-line-strong">
        <Slider.Range className={cn("absolute h-full rounded-full", isSet ? "bg-blue" : "bg-transparent")} />
      </Slider.Track>
      <Slider.Thumb
        aria-labelledby={ids.label}
        aria-valuetext={isSet ? value.toLocaleString(i18n.language) : restText}
        className={cn("block size-4 rounded-full", isSet ? "bg-invert" : "bg-text-3")}
      />
    </Slider.Root>
  );
}

interface ChoiceProps {
  ids: FieldIds;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

export function Choice({ ids, value, options, onChange }: ChoiceProps) {
  return (
    <div className="w-36 shrink-0">
      <Select
        id={ids.control}
        aria-labelledby={ids.label}
        aria-describedby={ids.hint}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </div>
  );
}

interface LinesProps {
  ids: FieldIds;
  value: string;
  placeholder: string;
  rows: number;
  /** What is wrong with it. */
  invalid?: string | undefined;
  onChange: (value: string) => void;
  onBlur?: () => void;
}

export function Lines({ ids, value, placeholder, rows, invalid, onChange, onBlur }: LinesProps) {
  const error = useId();
  return (
    <>
      <textarea
        id={ids.control}
        rows={rows}
        dir="auto"
        value={value}
        placeholder={placeholder}
        aria-labelledby={ids.label}
        aria-describedby={invalid === undefined ? ids.hint : `${ids.hint} ${error}`}
        aria-invalid={invalid !== undefined}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onBlur}
        className="mt-1.5 block max-h-48 w-full resize-y rounded-[10px] border border-line-strong bg-bg px-3 py-2 text-[13.5px] text-text leading-snug placeholder:text-text-3 hover:border-text-3 aria-invalid:border-error"
      />
      {invalid !== undefined && (
        <p id={error} className="mt-0.5 text-[12px] text-error leading-snug">
          {invalid}
        </p>
      )}
    </>
  );
}
