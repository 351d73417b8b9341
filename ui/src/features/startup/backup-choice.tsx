import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import "@/i18n/en/data";
import { invoke } from "@/ipc/client";
import { formatBytes, formatMoment } from "@/lib/format";

interface BackupChoiceProps {
  busy: string | null;
  onReplace: (path: string, passphrase: string | null) => void;
}

/** The backups that lie elsewhere, for a history that does not open. Nothing where there are none. */
export function BackupChoice({ busy, onReplace }: BackupChoiceProps) {
  const { t, i18n } = useTranslation("data");
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
      <ul className="divide-y divide-line rounded-2xl border border-line">
        {backups.map((backup) => {
          const date = formatMoment(backup.made_at, i18n.language);
          const marks = [
            t("backups.entry", { date, size: formatBytes(backup.size_bytes, i18n.language) }),
            ...(backup.sealed ? [t("backups.sealedMark")] : []),
            ...(backup.own ? [] : [t("backups.otherMark")]),
          ];
          return (
            <li key={backup.path} className="flex items-center gap-3 px-4 py-2.5 text-sm">
              <span className="min-w-0 flex-1">{marks.join(" · ")}</span>
              <Button
                size="small"
                variant="outline"
                aria-label={t("replace.restoreNamed", { date })}
                disabled={busy !== null}
                onClick={() => onReplace(backup.path, backup.sealed ? passphrase || null : null)}
              >
                {busy === backup.path ? t("job.restore") : t("replace.restore")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
