import { Columns2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { findModel, ModelPopover } from "@/features/models/public";
import type { ModelChoice } from "@/ipc/generated";
import { addCompared, dropCompared, MOST_COMPARED, useComparedWith } from "@/lib/compared-models";
import { useModels } from "@/lib/core";
import { sameModel } from "@/lib/model-choice";

interface CompareProps {
  conversation: string | null;
  /** The one that is asked in any case. */
  model: ModelChoice | null;
}

/** Adds another model that the next question goes to. */
export function CompareButton({ conversation, model }: CompareProps) {
  const { t } = useTranslation("branches");
  const [open, setOpen] = useState(false);
  const compared = useComparedWith(conversation);
  const full = compared.length >= MOST_COMPARED;
  if (model === null) return null;
  return (
    <ModelPopover
      label={t("compare")}
      open={open}
      onOpenChange={setOpen}
      onChoose={(choice) => {
        if (!sameModel(choice, model)) addCompared(conversation, choice);
      }}
    >
      <IconButton
        label={full ? t("compareMost") : t("compare")}
        side="top"
        aria-haspopup="dialog"
        aria-expanded={open}
        disabled={full}
        onClick={() => setOpen(true)}
      >
        <Columns2 strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
    </ModelPopover>
  );
}

/** Whom else the next question goes to. */
export function ComparedModels({ conversation, model }: CompareProps) {
  const { t } = useTranslation("branches");
  const models = useModels().data;
  const compared = useComparedWith(conversation).filter((other) => !sameModel(other, model));
  if (compared.length === 0) return null;
  return (
    <ul aria-label={t("compared")} className="mt-2 -ml-2 flex flex-wrap gap-1.5">
      {compared.map((other) => {
        const name = findModel(models, other)?.model.name ?? other.model;
        return (
          <li
            key={`${other.provider}/${other.model}`}
            className="flex min-w-0 items-center gap-1 rounded-full border border-line-strong py-0.5 pr-0.5 pl-2.5 text-[13px] text-text-2"
          >
            <span className="truncate">{name}</span>
            <IconButton
              label={t("dropCompared", { name })}
              size="iconTiny"
              onClick={() => {
                dropCompared(conversation, other);
                document.querySelector<HTMLElement>("[data-focus-home]")?.focus();
              }}
            >
              <X aria-hidden="true" />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
