import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { BackupView } from "@/ipc/generated";
import { formatBytes, formatMoment } from "@/lib/format";

interface BackupListProps {
  id: string;
  title: string;
  backups: BackupView[];
  onRestore: (backup: BackupView) => void;
}

/** Backups by date, each with a way back. */
export function BackupList({ id, title, backups, onRestore }: BackupListProps) {
  const { t, i18n } = useTranslation("data");
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1 font-medium text-[13px]">
        {title}
      </h3>
      {backups.length === 0 && <p className="text-[13px] text-text-2">{t("backups.none")}</p>}
      <ul className="divide-y divide-line">
        {backups.map((backup) => {
          const date = formatMoment(backup.made_at, i18n.language);
          const marks = [
            t("backups.entry", { date, size: formatBytes(backup.size_bytes, i18n.language) }),
            ...(backup.sealed ? [t("backups.sealedMark")] : []),
            ...(backup.own ? [] : [t("backups.otherMark")]),
          ];
          return (
            <li key={backup.path} className="flex items-center gap-3 py-1.5 text-[13px]">
              <span className="min-w-0 flex-1">{marks.join(" · ")}</span>
              <Button
                size="small"
                variant="outline"
                aria-label={t("backups.restoreNamed", { date })}
                onClick={() => onRestore(backup)}
              >
                {t("backups.restore")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
