import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { RestoreReport } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { DataJobProgress } from "./data-job";

/** A file to restore from. */
export interface RestoreSource {
  path: string;
  sealed: boolean;
}

const LINES = [
  "new",
  "completed",
  "messages",
  "known",
  "in_trash",
  "deleted",
  "missing_blobs",
  "broken",
] as const satisfies readonly (keyof RestoreReport)[];

/** What a file would bring, and then, if the person wants it, that. */
export function RestoreDialog({ source, onClose }: { source: RestoreSource; onClose: () => void }) {
  const { t } = useTranslation("data");
  const errorText = useErrorText();
  const [passphrase, setPassphrase] = useState<string | null>(source.sealed ? null : "");
  const [typed, setTyped] = useState("");
  const [preview, setPreview] = useState<RestoreReport | null>(null);
  const [report, setReport] = useState<RestoreReport | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const attempt = async (ask: () => Promise<RestoreReport>, then: (report: RestoreReport) => void) => {
    setBusy(true);
    setFailure(null);
    try {
      then(await ask());
    } catch (cause) {
      setFailure(errorText(cause));
      // Perhaps it was the wrong one.
      if (source.sealed) setPassphrase(null);
    } finally {
      setBusy(false);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for each passphrase.
  useEffect(() => {
    if (passphrase === null) return;
    const args = { path: source.path, passphrase: passphrase || null };
    void attempt(() => invoke("preview_restore", args), setPreview);
  }, [passphrase]);
  const restore = () =>
    attempt(
      () => invoke("restore_backup", { path: source.path, passphrase: passphrase || null }),
      (done) => setReport(done),
    );
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setPassphrase(typed);
  };
  const shown = report ?? preview;
  const brings = preview !== null && preview.new + preview.completed + preview.messages > 0;

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) onClose();
      }}
      title={t("restore.title")}
      description={source.path}
    >
      <div className="mt-4 flex flex-col gap-4">
        {passphrase === null && (
          <form onSubmit={onSubmit} className="flex gap-2">
            <Input
              type="password"
              aria-label={t("restore.passphrase")}
              placeholder={t("restore.passphrase")}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button type="submit" variant="primary">
              {t("restore.continue")}
            </Button>
          </form>
        )}
        {shown !== null && <Report report={shown} done={report !== null} />}
        <DataJobProgress kinds={["preview", "restore"]} />
        {failure !== null && (
          <p role="alert" className="text-error text-sm">
            {failure}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button variant="outline" disabled={busy} onClick={onClose}>
            {report === null && brings ? t("restore.cancel") : t("restore.done")}
          </Button>
          {report === null && brings && (
            <Button variant="primary" disabled={busy} onClick={() => void restore()}>
              {t("restore.do")}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Report({ report, done }: { report: RestoreReport; done: boolean }) {
  const { t } = useTranslation("data");
  const lines = LINES.filter((line) => report[line] > 0);
  const brings = report.new + report.completed + report.messages > 0;
  return (
    <div role="status" className="text-sm">
      <p className="mb-1.5 text-text-2">
        {brings ? t(done ? "restore.did" : "restore.would") : t("restore.nothing")}
      </p>
      <ul className="flex flex-col gap-0.5">
        {lines.map((line) => (
          <li key={line}>{t(`restore.${line}`, { count: report[line] })}</li>
        ))}
      </ul>
    </div>
  );
}
