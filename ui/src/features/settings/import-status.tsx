import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { ImportProgress, ImportReport, ImportStatus } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import { Figures, Skipped } from "./import-figures";

interface ImportStatusCardProps {
  status: ImportStatus;
  onCancel: () => void;
  onDismiss: () => void;
  onGoOn: (path: string, deletedToo: boolean) => void;
}

/** The import that runs, was cut off, or ended. */
export function ImportStatusCard({ status, onCancel, onDismiss, onGoOn }: ImportStatusCardProps) {
  const { t } = useTranslation("import");
  switch (status.type) {
    case "idle":
      return null;
    case "running":
      return <Running progress={status} onCancel={onCancel} />;
    case "ended":
      return (
        <Report
          report={status}
          onDismiss={onDismiss}
          onGoOn={() => onGoOn(status.path, status.deleted_too)}
        />
      );
    case "interrupted":
      return (
        <div className="flex flex-col gap-3 px-4 pb-4">
          <p className="break-words text-[13px]">{t("interrupted", { name: status.name })}</p>
          <div className="flex flex-wrap gap-2">
            <Button variant="primary" onClick={() => onGoOn(status.path, status.deleted_too)}>
              {t("goOn")}
            </Button>
            <Button variant="outline" onClick={onDismiss}>
              {t("leave")}
            </Button>
          </div>
        </div>
      );
  }
}

function Running({ progress, onCancel }: { progress: ImportProgress; onCancel: () => void }) {
  const { t, i18n } = useTranslation("import");
  const { t: common } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const percent = progress.total_bytes === 0 ? 0 : (progress.read_bytes / progress.total_bytes) * 100;
  return (
    <div className="flex flex-col gap-2.5 px-4 pb-4">
      <div className="flex items-center justify-between gap-3">
        <p className="min-w-0 break-words font-medium text-sm">{t("running", { name: progress.name })}</p>
        <Button size="small" variant="outline" onClick={onCancel}>
          {common("cancel")}
        </Button>
      </div>
      <div
        role="progressbar"
        aria-label={t("progress")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        className="h-1.5 overflow-hidden rounded-full bg-raised"
      >
        <div className="h-full rounded-full bg-blue" style={{ width: `${percent}%` }} />
      </div>
      <p className="text-[13px] text-text-2 tabular-nums">
        {t("soFar", {
          conversations: number.format(progress.conversations),
          messages: number.format(progress.messages),
        })}
      </p>
    </div>
  );
}

interface ReportProps {
  report: ImportReport;
  onDismiss: () => void;
  onGoOn: () => void;
}

function Report({ report, onDismiss, onGoOn }: ReportProps) {
  const { t, i18n } = useTranslation("import");
  const openChat = useNavigation((state) => state.openChat);
  const title = useId();
  const number = new Intl.NumberFormat(i18n.language);
  const counted: [string, number, boolean][] = [
    [t("new"), report.new, true],
    [t("completed"), report.completed, false],
    [t("knownAlready"), report.known, false],
    [t("stillInTrash"), report.in_trash, false],
    [t("stillDeleted"), report.deleted, false],
    [t("newMessages"), report.messages, true],
  ];
  const figures = counted
    .filter(([, count, always]) => always || count > 0)
    .map(([name, count]): [string, string] => [name, number.format(count)]);
  const { newest } = report;
  return (
    <section aria-labelledby={title} className="flex flex-col gap-3 px-4 pb-4">
      <div role="status">
        <h3 id={title} className="break-words font-medium text-sm">
          {t(report.end, { name: report.name })}
        </h3>
      </div>
      {report.error !== null && <p className="break-words text-[13px] text-error">{report.error}</p>}
      {report.end !== "complete" && <p className="text-[13px] text-text-2">{t("keptSoFar")}</p>}
      <Figures figures={figures} />
      {report.lost_files > 0 && (
        <p className="text-[13px] text-text-2">{t("lostFiles", { count: report.lost_files })}</p>
      )}
      {report.mended > 0 && (
        <p className="text-[13px] text-text-2">{t("mended", { count: report.mended })}</p>
      )}
      <Skipped skipped={report.skipped} />
      <div className="flex flex-wrap gap-2">
        {report.end !== "complete" && (
          <Button variant="primary" onClick={onGoOn}>
            {t("goOn")}
          </Button>
        )}
        {newest !== null && (
          <Button variant="outline" onClick={() => openChat(newest)}>
            {t("open")}
          </Button>
        )}
        <Button variant="outline" onClick={onDismiss}>
          {t("dismiss")}
        </Button>
      </div>
    </section>
  );
}
