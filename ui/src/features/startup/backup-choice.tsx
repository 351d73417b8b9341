import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BackupRows } from "@/components/backup-rows";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";

interface BackupChoiceProps {
  busy: string | null;
  onReplace: (path: string, passphrase: string | null) => void;
}

/** The backups that lie elsewhere, for a history that does not open. Nothing where there are none. */
export function BackupChoice({ busy, onReplace }: BackupChoiceProps) {
  const { t } = useTranslation("data");
  const backups = useQuery({ queryKey: ["startup-backups"], queryFn: () => invoke("backups", {}) }).data
    ?.backups;
  const [passphrase, setPassphrase] = useState("");
  if (!backups?.length) return null;
  return (
    <section aria-labelledby="backups">
      <h2 id="backups" className="mb-1 font-medium text-sm">
        {t("replace.title")}
      </h2>
      <p className="mb-2 text-sm text-text-2">{t("replace.text")}</p>
      {backups.some((backup) => backup.sealed) && (
        <Input
          type="password"
          aria-label={t("replace.passphrase")}
          placeholder={t("replace.passphrase")}
          value={passphrase}
          onChange={(event) => setPassphrase(event.target.value)}
          className="mb-2 max-w-[300px]"
        />
      )}
      <BackupRows
        framed
        backups={backups}
        action={(backup, date) => (
          <Button
            size="small"
            variant="outline"
            aria-label={t("replace.restoreNamed", { date })}
            disabled={busy !== null}
            onClick={() => onReplace(backup.path, backup.sealed ? passphrase || null : null)}
          >
            {busy === backup.path ? t("job.restore") : t("replace.restore")}
          </Button>
        )}
      />
    </section>
  );
}
