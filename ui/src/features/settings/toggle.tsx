import { Switch } from "radix-ui";

interface ToggleProps {
  labelledBy: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function Toggle({ labelledBy, on, onChange }: ToggleProps) {
  return (
    <Switch.Root
      aria-labelledby={labelledBy}
      checked={on}
      onCheckedChange={onChange}
      className="h-[22px] w-[38px] rounded-full border border-text-3 bg-transparent p-0.5 transition-colors data-[state=checked]:border-blue data-[state=checked]:bg-blue"
    >
      <Switch.Thumb className="block size-4 rounded-full bg-text-2 transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-blue" />
    </Switch.Root>
  );
}
