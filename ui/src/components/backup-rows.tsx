import "@/i18n/en/data";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { BackupView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { formatBytes, formatMoment } from "@/lib/format";

interface BackupRowsProps {
  backups: BackupView[];
  /** In a frame, with more room around each. */
  framed?: boolean;
  /** What can be done with one; `date` names it. */
  action: (backup: BackupView, date: string) => ReactNode;
}

/** Backups by date, each with its size, what is special about it, and a way back. */
export function BackupRows({ backups, framed = false, action }: BackupRowsProps) {
  const { t, i18n } = useTranslation("data");
  return (
    <ul className={cn(framed && "rounded-2xl border border-line")}>
      {backups.map((backup) => {
        const date = formatMoment(backup.made_at, i18n.language);
        const marks = [
          t("backups.entry", { date, size: formatBytes(backup.size_bytes, i18n.language) }),
          ...(backup.sealed ? [t("backups.sealedMark")] : []),
          ...(backup.own ? [] : [t("backups.otherMark")]),
        ];
        return (
          <li
            key={backup.path}
            className={cn(
              "flex items-center gap-3 border-line border-t first:border-t-0",
              framed ? "px-4 py-2.5 text-sm" : "py-1.5 text-[13px]",
            )}
          >
            <span className="min-w-0 flex-1">{marks.join(" · ")}</span>
            {action(backup, date)}
          </li>
        );
      })}
    </ul>
  );
}
