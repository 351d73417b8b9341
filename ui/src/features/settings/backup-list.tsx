import { useTranslation } from "react-i18next";
import { BackupRows } from "@/components/backup-rows";
import { Button } from "@/components/ui/button";
import type { BackupView } from "@/ipc/generated";

interface BackupListProps {
  id: string;
  title: string;
  backups: BackupView[];
  onRestore: (backup: BackupView) => void;
}

/** Backups by date, each with a way back. */
export function BackupList({ id, title, backups, onRestore }: BackupListProps) {
  const { t } = useTranslation("data");
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1 font-medium text-[13px]">
        {title}
      </h3>
      {backups.length === 0 && <p className="text-[13px] text-text-2">{t("backups.none")}</p>}
      <BackupRows
        backups={backups}
        action={(backup, date) => (
          <Button
            size="small"
            variant="outline"
            aria-label={t("backups.restoreNamed", { date })}
            onClick={() => onRestore(backup)}
          >
            {t("backups.restore")}
          </Button>
        )}
      />
    </section>
  );
}
