import { Command } from "cmdk";
import { Check, Star } from "lucide-react";
import { memo } from "react";
import type { ModelChoice, ModelView, ProviderModels } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { itemValue } from "./catalogue";
import { useFacts } from "./facts";

export const ITEM =
  "group flex select-none items-center gap-3 py-2 pr-2 pl-4 outline-none data-[selected=true]:bg-hover data-[selected=true]:text-text";

interface ModelRowProps {
  model: ModelView;
  provider: ProviderModels;
  chosen: boolean;
  /** Not shown from here, but drawn with the list: cmdk looks in the rows which of them it has to name to a screen reader. */
  pointedAt: boolean;
  /** Among favourites of many providers. */
  withProvider?: boolean;
  onChoose: (choice: ModelChoice) => void;
  /** Null for what cannot be one. */
  onFavourite: ((model: ModelView) => void) | null;
}

/**
 * A model to choose. Its star is for the pointer alone: an option of a list holds no buttons, see the foot of the list.
 * Drawn anew only when it changes: the list itself is at each move of the pointer.
 */
export const ModelRow = memo(function ModelRow(props: ModelRowProps) {
  const { model, provider, chosen, withProvider = false, onChoose, onFavourite } = props;
  const facts = useFacts();
  const said = facts.row({ model, provider }, withProvider);
  const badges = facts.badges(model);
  const favourite = model.favourite !== null;
  return (
    <Command.Item value={itemValue(model.model)} onSelect={() => onChoose(model.model)} className={ITEM}>
      <Dot className="bg-success" />
      <span className="grid min-w-0 flex-1 grid-cols-[1fr_auto] items-center gap-x-2">
        <span className="block truncate leading-snug">{model.name}</span>
        {said.length > 0 && (
          <span className="col-span-2 row-start-2 block truncate text-[12.5px] text-text-3 leading-snug">
            {said.join(" · ")}
          </span>
        )}
        {badges.length > 0 && (
          <span className="col-start-2 row-start-1 flex gap-1">
            {badges.map((badge) => (
              <span
                key={badge}
                className="rounded-md border border-line-strong px-1.5 text-[11px] text-text-2 leading-[17px]"
              >
                {badge}{" "}
              </span>
            ))}
          </span>
        )}
      </span>
      {chosen && <Check className="size-4 shrink-0 text-text-2" aria-hidden="true" />}
      {onFavourite && (
        <Star
          data-favourite={favourite}
          className={cn(
            "size-8 shrink-0 rounded-lg p-2 hover:text-text",
            favourite
              ? "fill-current text-text-2"
              : "text-text-3 opacity-0 group-data-[selected=true]:opacity-100",
          )}
          strokeWidth={1.75}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onFavourite(model);
          }}
        />
      )}
    </Command.Item>
  );
});

export function Dot({ className }: { className: string }) {
  return <span aria-hidden="true" className={cn("mx-[5px] size-[7px] shrink-0 rounded-full", className)} />;
}
