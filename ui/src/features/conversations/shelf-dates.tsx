import { useTranslation } from "react-i18next";

/** As the core has it: so long what was deleted can be brought back. */
const RETENTION_DAYS = 30;
const DAY_MS = 86_400_000;

/** When something was deleted, and how long it can still be brought back. */
export function ShelfDates({ at }: { at: number }) {
  const { t, i18n } = useTranslation("organise");
  const left = Math.max(0, Math.ceil(RETENTION_DAYS - (Date.now() - at) / DAY_MS));
  const deleted = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(at);
  return (
    <span className="shrink-0 text-right text-text-3 text-xs">
      <span className="max-sm:sr-only">{t("trash.deletedOn", { date: deleted })} · </span>
      {t("trash.left", { count: left })}
    </span>
  );
}
