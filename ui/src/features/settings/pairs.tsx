import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";

/** A name with its value, as it is being typed. */
export interface Pair {
  id: number;
  name: string;
  value: string;
  /** The core has a value under this name; an empty field keeps it. */
  kept?: string;
  /** What stands in the empty field of the value. */
  hint?: string;
}

interface PairsProps {
  legend: string;
  text: string;
  pairs: Pair[];
  onChange: (pairs: Pair[]) => void;
  namePlaceholder: string;
  labels: { name: (number: number) => string; value: (number: number) => string };
  removeLabel: (number: number) => string;
  addLabel: string;
}

/** Rows of a name and a value each. */
export function Pairs({
  legend,
  text,
  pairs,
  onChange,
  namePlaceholder,
  labels,
  removeLabel,
  addLabel,
}: PairsProps) {
  const change = (id: number, part: Partial<Pair>) =>
    onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...part } : pair)));
  const add = () => {
    const id = Math.max(-1, ...pairs.map((pair) => pair.id)) + 1;
    onChange([...pairs, { id, name: "", value: "" }]);
  };
  return (
    <fieldset>
      <legend className="font-medium text-[13px]">{legend}</legend>
      <p className="mb-2 text-[12.5px] text-text-2">{text}</p>
      {pairs.map((pair, index) => (
        <div key={pair.id} className="mb-1.5 flex items-center gap-1.5">
          <Input
            aria-label={labels.name(index + 1)}
            value={pair.name}
            placeholder={namePlaceholder}
            onChange={(event) => change(pair.id, { name: event.target.value })}
          />
          <Input
            aria-label={labels.value(index + 1)}
            value={pair.value}
            placeholder={pair.hint ?? ""}
            onChange={(event) => change(pair.id, { value: event.target.value })}
          />
          <IconButton
            label={removeLabel(index + 1)}
            onClick={() => onChange(pairs.filter((other) => other.id !== pair.id))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <Button size="small" onClick={add}>
        <Plus />
        {addLabel}
      </Button>
    </fieldset>
  );
}
