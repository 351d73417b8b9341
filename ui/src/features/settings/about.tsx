import { ClipboardCopy, FolderOpen } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { AppInfo, Folder } from "@/ipc/generated";
import { useAppInfo } from "@/lib/core";
import { useErrorText } from "@/lib/error-text";
import { showToast } from "@/lib/toasts";
import { Path, Row, type SettingsRow } from "./rows";

export function useDataRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  const info = useAppInfo().data;
  if (!info) return [];
  return [
    {
      id: "data-folder",
      text: `${t("data.folder")} ${t("data.folderText")} ${info.data_folder}`,
      element: (
        <Place title={t("data.folder")} text={t("data.folderText")} path={info.data_folder}>
          <OpenFolder folder="data" label={t("data.open")} />
        </Place>
      ),
    },
    {
      id: "history-file",
      text: `${t("data.database")} ${info.database_file}`,
      element: <Place title={t("data.database")} path={info.database_file} />,
    },
  ];
}

export function useAboutRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  const info = useAppInfo().data;
  if (!info) return [];
  const rows: SettingsRow[] = [
    {
      id: "version",
      text: `${t("about.version")} ${info.version}`,
      element: (
        <Row title={t("about.version")}>
          <span className="text-sm text-text-2">Parlance {info.version}</span>
        </Row>
      ),
    },
    {
      id: "logs",
      text: `${t("about.logs")} ${t("about.logsText")}`,
      element: (
        <Place title={t("about.logs")} text={t("about.logsText")} path={info.log_folder}>
          <OpenFolder folder="logs" label={t("about.openLogs")} />
        </Place>
      ),
    },
    {
      id: "diagnostics",
      text: `${t("about.diagnostics")} ${t("about.diagnosticsText")}`,
      element: <DiagnosticsRow />,
    },
  ];
  if (info.last_crash !== null) {
    rows.push({ id: "crash", text: t("about.crash"), element: <CrashRow crash={info.last_crash} /> });
  }
  return rows;
}

interface PlaceProps {
  title: string;
  text?: string;
  path: string;
  children?: ReactNode;
}

function Place({ title, text, path, children }: PlaceProps) {
  return (
    <div>
      <Row title={title} {...(text !== undefined && { text })}>
        {children}
      </Row>
      <p className="-mt-1.5 px-4 pb-3">
        <Path>{path}</Path>
      </p>
    </div>
  );
}

function OpenFolder({ folder, label }: { folder: Folder; label: string }) {
  const errorText = useErrorText();
  const open = () =>
    invoke("open_folder", { folder }).catch((cause: unknown) =>
      showToast({ tone: "error", text: errorText(cause) }),
    );
  return (
    <Button size="small" variant="outline" onClick={() => void open()}>
      <FolderOpen strokeWidth={1.75} />
      {label}
    </Button>
  );
}

function DiagnosticsRow() {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const copy = async () => {
    setBusy(true);
    try {
      await invoke("copy_text", { text: await invoke("diagnostics", {}), html: null });
      showToast({ tone: "plain", text: t("about.copied") });
    } catch (cause) {
      showToast({ tone: "error", text: errorText(cause) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Row title={t("about.diagnostics")} text={t("about.diagnosticsText")}>
      <Button size="small" variant="outline" disabled={busy} onClick={() => void copy()}>
        <ClipboardCopy strokeWidth={1.75} />
        {t("about.copyDiagnostics")}
      </Button>
    </Row>
  );
}

function CrashRow({ crash }: { crash: NonNullable<AppInfo["last_crash"]> }) {
  const { t } = useTranslation("settings");
  return (
    <div>
      <Row title={t("about.crash")} text={t("about.crashText")} />
      <section
        aria-label={t("about.crash")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
        tabIndex={0}
        className="mx-4 mb-3 max-h-56 overflow-auto whitespace-pre-wrap rounded-[10px] border border-line bg-bg p-3 font-mono text-[12px] text-text-2"
      >
        {crash}
      </section>
    </div>
  );
}
