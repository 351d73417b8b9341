import { RadioGroup } from "radix-ui";
import { RadioItem } from "@/components/ui/radio-item";

interface ChoiceProps<Value extends string> {
  labelledBy: string;
  value: Value;
  options: readonly { value: Value; label: string; lang?: string }[];
  onChange: (value: Value) => void;
}

/** A few alternatives side by side, one of them on. */
export function Choice<Value extends string>({ labelledBy, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <RadioGroup.Root
      aria-labelledby={labelledBy}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className="flex w-fit flex-wrap gap-0.5 rounded-[10px] border border-line-strong p-0.5"
    >
      {options.map((option) => (
        <RadioItem
          key={option.value}
          value={option.value}
          aria-label={option.label}
          lang={option.lang}
          className="rounded-lg px-3 py-1 font-medium text-[13px] text-text-2 hover:text-text data-[state=checked]:bg-hover data-[state=checked]:text-text"
        >
          {option.label}
        </RadioItem>
      ))}
    </RadioGroup.Root>
  );
}
