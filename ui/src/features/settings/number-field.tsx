import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Input } from "@/components/ui/input";
import { fieldNumber } from "@/lib/number-format";
import { readDecimal, readings, readWhole } from "@/lib/read-number";

interface NumberFieldProps {
  label: string;
  /** Null is "none". */
  value: number | null;
  /** What "none" is called here. */
  none?: string;
  /** Digits after the point that make sense. */
  digits?: number;
  onChange: (value: number | null) => void;
}

/** A number above zero or none, saved when the field is left or Enter is pressed. */
export function NumberField({ label, value, none, digits = 0, onChange }: NumberFieldProps) {
  const { t, i18n } = useTranslation("settings");
  const { t: common } = useTranslation();
  const id = useId();
  const shown = value === null ? "" : fieldNumber(value, i18n.language);
  const [text, setText] = useState(shown);
  const [known, setKnown] = useState(shown);
  // Enter saves, and leaving the field after it must not save the same again.
  const committed = useRef<string | null>(null);
  // It was changed elsewhere.
  if (known !== shown) {
    setKnown(shown);
    setText(shown);
  }
  const read = parse(text, digits);
  const wrong = read === undefined;
  const two = digits > 0 ? readings(text) : null;
  const commit = () => {
    committed.current = text;
    if (read !== undefined && read !== value) onChange(read);
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-[12.5px] text-text-2">
        {label}
      </label>
      <Input
        id={id}
        inputMode={digits > 0 ? "decimal" : "numeric"}
        value={text}
        placeholder={none ?? t("routing.none")}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          committed.current = null;
        }}
        onBlur={() => {
          if (committed.current !== text) commit();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
        }}
      />
      {wrong && (
        <p id={`${id}-wrong`} role="alert" className="mt-1 text-[12.5px] text-error">
          {two
            ? common("twoReadings", {
                whole: fieldNumber(two.whole, i18n.language),
                decimal: fieldNumber(two.decimal, i18n.language, digits),
              })
            : t("routing.notANumber")}
        </p>
      )}
    </div>
  );
}

/** Null for an empty field, undefined for what is no number above zero. A comma is a point: both are typed. */
function parse(text: string, digits: number): number | null | undefined {
  if (text.trim() === "") return null;
  const number = digits > 0 ? readDecimal(text) : readWhole(text);
  const step = 10 ** digits;
  const rounded = Math.round(number * step) / step;
  return Number.isFinite(number) && rounded > 0 && rounded < 1e12 ? rounded : undefined;
}
