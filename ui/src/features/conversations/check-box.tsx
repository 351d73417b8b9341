import { Check, Minus } from "lucide-react";
import type { ComponentProps } from "react";

interface CheckBoxProps extends Omit<ComponentProps<"input">, "type" | "className"> {
  /** Neither on nor off: some have it. */
  some?: boolean;
}

/** A box within a label. */
export function CheckBox({ some = false, ...props }: CheckBoxProps) {
  return (
    <span className="relative grid size-4 shrink-0 place-items-center">
      <input
        type="checkbox"
        ref={(box) => {
          if (box) box.indeterminate = some;
        }}
        className="peer size-4 appearance-none rounded-[5px] border border-text-3 checked:border-blue checked:bg-blue indeterminate:border-blue indeterminate:bg-blue forced-colors:appearance-auto"
        {...props}
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
  );
}
