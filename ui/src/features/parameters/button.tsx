import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { IconButton } from "@/components/ui/icon-button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { ModelChoice } from "@/ipc/generated";
import { LazySource } from "@/lib/lazy-source";
import { countSet, useParameters } from "./use-parameters";

const panel = new LazySource(async () => (await import("./panel")).ParametersPanel);

interface ParametersButtonProps {
  /** Null is the new chat. */
  conversation: string | null;
  model: ModelChoice | null;
}

/** Opens how the model is asked; a dot says that something is set. Nothing where the model cannot be told anything. */
export function ParametersButton({ conversation, model }: ParametersButtonProps) {
  const { t } = useTranslation("parameters");
  const view = useParameters(conversation, model).data;
  const [open, setOpen] = useState(false);
  if (!model || !view || view.offered.length === 0) return null;
  const count = countSet({ ...view.everywhere, ...view.here });
  // A panel that opens before it can be filled would flicker.
  const onOpenChange = async (next: boolean) => {
    if (next) await panel.prefetch();
    setOpen(next);
  };
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger asChild>
        <IconButton
          label={count === 0 ? t("button") : t("buttonSet", { count })}
          side="top"
          onPointerEnter={panel.prefetch}
          onFocus={panel.prefetch}
          className="relative data-[state=open]:bg-hover"
        >
          <SlidersHorizontal strokeWidth={1.75} aria-hidden="true" />
          {count > 0 && (
            <span aria-hidden="true" className="absolute top-1 right-1 size-1.5 rounded-full bg-blue" />
          )}
        </IconButton>
      </PopoverTrigger>
      <PopoverContent align="start" aria-label={t("title")} className="w-[min(400px,calc(100vw-24px))]">
        <div className="max-h-[min(620px,var(--radix-popover-content-available-height))] overflow-y-auto overscroll-contain">
          <LazyPart source={panel}>
            {(ParametersPanel) => (
              <ParametersPanel
                key={`${model.provider}/${model.model}`}
                conversation={conversation}
                model={model}
                view={view}
              />
            )}
          </LazyPart>
        </div>
      </PopoverContent>
    </Popover>
  );
}
