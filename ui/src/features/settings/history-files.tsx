import { useTranslation } from "react-i18next";
import "@/i18n/en/data";
import { Backups } from "./backups";
import { ExportAll } from "./export-all";
import type { SettingsRow } from "./rows";
import { StorageUse } from "./storage";

/** Exports, backups and the disk, in the section of data. */
export function useHistoryFileRows(): SettingsRow[] {
  const { t } = useTranslation("data");
  return [
    {
      id: "backups",
      text: `${t("backups.title")} ${t("backups.text")} ${t("backups.words")} ${t("restore.file")}`,
      element: <Backups />,
    },
    {
      id: "export-all",
      text: `${t("all.title")} ${t("all.text")} ${t("all.words")}`,
      element: <ExportAll />,
    },
    {
      id: "storage",
      text: `${t("storage.title")} ${t("storage.text")} ${t("storage.words")}`,
      element: <StorageUse />,
    },
  ];
}
