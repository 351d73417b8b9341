import { ChevronDown, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { ModelChoice, ProviderModels } from "@/ipc/generated";
import { useModels } from "@/lib/core";
import { findModel } from "./catalogue";
import { modelList, prefetchList, withList } from "./lazy-list";

interface ModelPickerProps {
  value: ModelChoice | null;
  onChange: (choice: ModelChoice) => void;
}

/** The button that says which model is asked, and the list to choose another. */
export function ModelPicker({ value, onChange }: ModelPickerProps) {
  const { t } = useTranslation("models");
  const [open, setOpen] = useState(false);
  const found = findModel(useModels().data, value);
  const name = found?.model.name ?? value?.model ?? null;
  const beside = found && besideName(found.provider);
  const List = modelList();

  const onOpenChange = (wanted: boolean) => {
    if (!wanted) return setOpen(false);
    withList(
      () => setOpen(true),
      (cause) =>
        setOpen(() => {
          // To the error boundary: the window's own files are gone.
          throw cause;
        }),
    );
  };

  function besideName({ kind, name: provider }: ProviderModels): string {
    if (kind === "guide") return t("offlineHelp");
    return kind === "auto" ? t("autoShort") : provider;
  }

  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger
        onPointerEnter={prefetchList}
        onFocus={prefetchList}
        className="inline-flex min-w-0 select-none items-center gap-[7px] rounded-full border border-line-strong px-[11px] py-[5px] text-[13px] text-text-2 leading-5 transition-colors hover:bg-hover data-[state=open]:bg-hover"
      >
        <Zap className="size-[15px] shrink-0" strokeWidth={1.75} aria-hidden="true" />
        <span className="truncate">
          <span className="sr-only">{name === null ? t("buttonNone") : t("button", { name })}</span>
          <span aria-hidden="true">
            <b className="font-medium text-text">{name ?? t("choose")}</b>
            {beside && <span className="max-sm:hidden"> · {beside}</span>}
          </span>
        </span>
        <ChevronDown className="size-[15px] shrink-0" strokeWidth={1.75} aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent align="start" aria-label={t("choose")} className="w-[min(430px,calc(100vw-24px))]">
        {List && (
          <List
            value={value}
            onChoose={(choice) => {
              onChange(choice);
              setOpen(false);
            }}
            onLeave={() => setOpen(false)}
          />
        )}
      </PopoverContent>
    </Popover>
  );
}
