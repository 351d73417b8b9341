import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Input } from "@/components/ui/input";

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
  const { t } = useTranslation("settings");
  const id = useId();
  const shown = value === null ? "" : String(value);
  const [text, setText] = useState(shown);
  const [known, setKnown] = useState(shown);
  // It was changed elsewhere.
  if (known !== shown) {
    setKnown(shown);
    setText(shown);
  }
  const read = parse(text, digits);
  const wrong = read === undefined;
  const commit = () => {
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
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
        }}
      />
      {wrong && (
        <p id={`${id}-wrong`} role="alert" className="mt-1 text-[12.5px] text-error">
          {t("routing.notANumber")}
        </p>
      )}
    </div>
  );
}

/** Null for an empty field, undefined for what is no number above zero. A comma is a point: both are typed. */
function parse(text: string, digits: number): number | null | undefined {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  const number = Number(plain);
  const step = 10 ** digits;
  const rounded = Math.round(number * step) / step;
  return Number.isFinite(number) && rounded > 0 && rounded < 1e12 ? rounded : undefined;
}
