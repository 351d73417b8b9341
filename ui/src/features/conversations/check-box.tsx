import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";

interface CheckBoxProps {
  checked: boolean;
  /** Neither on nor off: some have it. */
  some?: boolean;
  onChange: () => void;
  /** Its label. */
  children: ReactNode;
}

/** A box with its label, as a row of a list. */
export function CheckBox({ checked, some = false, onChange, children }: CheckBoxProps) {
  return (
    <label className="flex h-9 min-w-0 flex-1 items-center gap-3 text-sm text-text">
      <span className="relative grid size-4 shrink-0 place-items-center">
        <input
          type="checkbox"
          ref={(box) => {
            if (box) box.indeterminate = some;
          }}
          className="peer size-4 appearance-none rounded-[5px] border border-text-3 checked:border-blue checked:bg-blue indeterminate:border-blue indeterminate:bg-blue forced-colors:appearance-auto"
          checked={checked}
          onChange={onChange}
        />
        <Check
          className="pointer-events-none absolute hidden size-3 text-on-blue peer-checked:block forced-colors:hidden"
          strokeWidth={3}
          aria-hidden="true"
        />
        {some && (
          <Minus
            className="pointer-events-none absolute size-3 text-on-blue forced-colors:hidden"
            strokeWidth={3}
            aria-hidden="true"
          />
        )}
      </span>
      <span className="min-w-0 truncate">{children}</span>
    </label>
  );
}
