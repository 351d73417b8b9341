import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import type { SiblingsView } from "@/ipc/generated";

interface SiblingSwitchProps {
  siblings: SiblingsView;
  disabled: boolean;
  onSelect: (message: string) => void;
}

/** ‹2/3›: the versions of a message, when there are several. */
export function SiblingSwitch({ siblings, disabled, onSelect }: SiblingSwitchProps) {
  const { t } = useTranslation("chat");
  const { ids, index } = siblings;
  if (ids.length < 2) return null;
  const previous = ids[index - 1];
  const next = ids[index + 1];
  return (
    <div className="flex items-center tabular-nums">
      <IconButton
        label={t("actions.previous")}
        size="iconTiny"
        data-sibling="previous"
        disabled={disabled || previous === undefined}
        onClick={() => previous !== undefined && onSelect(previous)}
      >
        <ChevronLeft aria-hidden="true" />
      </IconButton>
      <span aria-hidden="true">
        {index + 1}/{ids.length}
      </span>
      <span className="sr-only">{t("actions.versions", { index: index + 1, count: ids.length })}</span>
      <IconButton
        label={t("actions.next")}
        size="iconTiny"
        data-sibling="next"
        disabled={disabled || next === undefined}
        onClick={() => next !== undefined && onSelect(next)}
      >
        <ChevronRight aria-hidden="true" />
      </IconButton>
    </div>
  );
}
