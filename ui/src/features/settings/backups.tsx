import { useQuery, useQueryClient } from "@tanstack/react-query";
import { HardDriveDownload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoosePath } from "@/components/choose-path";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { BackupSettings, BackupsView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { BackupList } from "./backup-list";
import { Choice } from "./choice";
import { DataJobProgress } from "./data-job";
import { NumberField } from "./number-field";
import { RestoreDialog, type RestoreSource } from "./restore-dialog";
import { RestoreFile } from "./restore-file";
import { Row } from "./rows";
import { SavedField } from "./saved-field";
import { Toggle } from "./toggle";

/** Where to, how often and how; what there is, and back from it. */
export function Backups() {
  const { t } = useTranslation("data");
  const errorText = useErrorText();
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: keys.backups, queryFn: () => invoke("backups", {}) });
  const [source, setSource] = useState<RestoreSource | null>(null);
  const [busy, setBusy] = useState(false);
  // Switched on, and the passphrase is still to come.
  const [sealing, setSealing] = useState(false);

  if (error) {
    return (
      <p role="alert" className="px-4 py-3 text-[13px] text-error">
        {errorText(error)}
      </p>
    );
  }
  if (!data) return null;
  const { settings } = data;
  const keep = (view: BackupsView) => client.setQueryData(keys.backups, view);
  const save = async (change: Partial<BackupSettings>, passphrase: string | null = null) => {
    keep(await invoke("save_backups", { settings: { ...settings, ...change }, passphrase }));
  };
  const failed = (cause: unknown) => showToast({ tone: "error", text: errorText(cause) });
  const set = (change: Partial<BackupSettings>) => void save(change).catch(failed);
  const backUp = async () => {
    setBusy(true);
    try {
      keep(await invoke("back_up_now", {}));
      showToast({ tone: "plain", text: t("backups.made") });
    } catch (cause) {
      failed(cause);
      await client.invalidateQueries({ queryKey: keys.backups });
    } finally {
      setBusy(false);
    }
  };
  const restore = ({ path, sealed }: RestoreSource) => setSource({ path, sealed });

  return (
    <div>
      <Row title={t("backups.title")} text={t("backups.text")}>
        {settings.folder !== null && (
          <Button size="small" variant="outline" disabled={busy} onClick={() => void backUp()}>
            <HardDriveDownload strokeWidth={1.75} />
            {t("backups.now")}
          </Button>
        )}
      </Row>
      <div className="flex flex-col gap-3.5 px-4 pb-4">
        <div>
          <p aria-hidden="true" className="-mb-1 text-[12.5px] text-text-2">
            {t("backups.folder")}
          </p>
          <SavedField
            label={t("backups.folder")}
            saved={settings.folder ?? ""}
            placeholder={t("backups.folderPlaceholder")}
            beside={(keepFolder) => (
              <ChoosePath ask={{ type: "backup_folder" }} label={t("backups.folder")} onChosen={keepFolder} />
            )}
            done={(folder) => t(folder === "" ? "backups.folderOff" : "backups.folderSaved")}
            onSave={(folder) => save({ folder: folder || null })}
          />
        </div>
        {data.problem !== null && (
          <p role="alert" className="text-[13px] text-error">
            {data.problem}
          </p>
        )}
        <DataJobProgress kinds={["backup"]} />
        {settings.folder !== null && (
          <>
            <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
              <div>
                <p id="backup-interval" className="mb-1 text-[12.5px] text-text-2">
                  {t("backups.interval")}
                </p>
                <Choice
                  labelledBy="backup-interval"
                  value={settings.interval}
                  options={(["daily", "weekly", "never"] as const).map((value) => ({
                    value,
                    label: t(`backups.intervals.${value}`),
                  }))}
                  onChange={(interval) => set({ interval })}
                />
              </div>
              <div className="w-40">
                <NumberField
                  label={t("backups.keep")}
                  value={settings.keep}
                  onChange={(count) => set({ keep: count ?? 7 })}
                />
              </div>
            </div>
            <div>
              <div className="flex items-center justify-between gap-4">
                <div className="min-w-0">
                  <p id="backup-sealed" className="font-medium text-[13px]">
                    {t("backups.sealed")}
                  </p>
                  <p className="max-w-[420px] text-[13px] text-text-2 leading-snug">
                    {t("backups.sealedText")}
                  </p>
                </div>
                <Toggle
                  labelledBy="backup-sealed"
                  on={settings.sealed || sealing}
                  onChange={(on) => {
                    setSealing(on);
                    if (!on && settings.sealed) set({ sealed: false });
                  }}
                />
              </div>
              {(settings.sealed || sealing) && (
                <SavedField
                  label={t("backups.passphrase")}
                  saved=""
                  secret
                  placeholder={t(settings.sealed ? "backups.passphraseKept" : "backups.passphrase")}
                  done={t("backups.passphraseSaved")}
                  onSave={(passphrase) => save({ sealed: true }, passphrase)}
                />
              )}
            </div>
            <BackupList
              id="backup-list"
              title={t("backups.list")}
              backups={data.backups}
              onRestore={restore}
            />
          </>
        )}
        <BackupList id="copy-list" title={t("backups.copies")} backups={data.copies} onRestore={restore} />
        <RestoreFile onOpen={setSource} />
      </div>
      {source !== null && <RestoreDialog key={source.path} source={source} onClose={() => setSource(null)} />}
    </div>
  );
}
