import { CornerDownRight, Pencil, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";

interface QueuedChipProps {
  text: string;
  /** The names of its files. */
  files: string[];
  onEdit: () => void;
  onCancel: () => void;
}

/** The message that is sent when the present answer has ended. */
export function QueuedChip({ text, files, onEdit, onCancel }: QueuedChipProps) {
  const { t } = useTranslation("composer");
  return (
    <fieldset
      aria-label={t("queuedName")}
      className="mb-2 flex items-center gap-2 rounded-xl border border-line-strong bg-surface py-1 pr-1 pl-3 text-[13px] text-text-2"
    >
      <CornerDownRight className="size-4 shrink-0" aria-hidden="true" />
      {/* A beginning is enough to know it again; the whole may be megabytes. */}
      <span className="min-w-0 flex-1 truncate">
        {t("queued", { text: [text.slice(0, 200), ...files].filter(Boolean).join(" · ") })}
      </span>
      <IconButton label={t("editQueued")} size="iconSmall" onClick={onEdit}>
        <Pencil aria-hidden="true" />
      </IconButton>
      <IconButton label={t("cancelQueued")} size="iconSmall" onClick={onCancel}>
        <X aria-hidden="true" />
      </IconButton>
    </fieldset>
  );
}
