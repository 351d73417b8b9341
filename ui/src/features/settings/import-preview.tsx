import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { ImportPreview } from "@/ipc/generated";
import { Figures, Skipped } from "./import-figures";
import { Toggle } from "./toggle";

interface ImportPreviewCardProps {
  preview: ImportPreview;
  onStart: (deletedToo: boolean) => void;
  onCancel: () => void;
}

/** What an export holds, before anything of it is taken over. */
export function ImportPreviewCard({ preview, onStart, onCancel }: ImportPreviewCardProps) {
  const { t, i18n } = useTranslation("import");
  const { t: common } = useTranslation();
  const [deletedToo, setDeletedToo] = useState(false);
  const title = useId();
  const deletedLabel = useId();
  const number = new Intl.NumberFormat(i18n.language);
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" });
  const { first_at, last_at } = preview;
  const figures: [string, string][] = [
    [t("conversations"), number.format(preview.conversations)],
    [t("messages"), number.format(preview.messages)],
  ];
  if (first_at !== null && last_at !== null) {
    figures.push([t("range"), date.formatRange(first_at, last_at)]);
  }
  return (
    <section aria-labelledby={title} className="flex flex-col gap-3 px-4 pb-4">
      <h3 id={title} className="break-words font-medium text-sm">
        {t("previewTitle", { format: t(`format.${preview.format}`), name: preview.name })}
      </h3>
      <Figures figures={figures} />
      {preview.known > 0 && <p className="text-[13px] text-text-2">{t("known", { count: preview.known })}</p>}
      {preview.in_trash > 0 && (
        <p className="text-[13px] text-text-2">{t("inTrash", { count: preview.in_trash })}</p>
      )}
      <Skipped skipped={preview.skipped} />
      {preview.deleted > 0 && (
        <div className="flex items-center justify-between gap-3">
          <span id={deletedLabel} className="text-[13px]">
            {t("deletedToo", { count: preview.deleted })}
          </span>
          <Toggle labelledBy={deletedLabel} on={deletedToo} onChange={setDeletedToo} />
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={() => onStart(deletedToo)}>
          {t("start", { count: preview.conversations })}
        </Button>
        <Button variant="outline" onClick={onCancel}>
          {common("cancel")}
        </Button>
      </div>
    </section>
  );
}
