import { ClipboardPaste, TextCursorInput, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { formatBytes } from "@/lib/format";

interface AsideChipProps {
  chars: number;
  onUnpack: () => void;
  onDrop: () => void;
}

/** A text that is too large for the field. It is sent after what is typed. */
export function AsideChip({ chars, onUnpack, onDrop }: AsideChipProps) {
  const { t, i18n } = useTranslation("composer");
  return (
    <fieldset
      aria-label={t("asideName")}
      className="mb-2 -ml-2 flex w-fit max-w-full items-center gap-2 rounded-xl border border-line-strong bg-surface py-1 pr-1 pl-3 text-[13px] text-text-2"
    >
      <ClipboardPaste className="size-4 shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate">
        {t("aside", { size: formatBytes(chars, i18n.language) })}
      </span>
      <IconButton label={t("unpackAside")} size="iconSmall" onClick={onUnpack}>
        <TextCursorInput aria-hidden="true" />
      </IconButton>
      <IconButton label={t("dropAside")} size="iconSmall" onClick={onDrop}>
        <X aria-hidden="true" />
      </IconButton>
    </fieldset>
  );
}
