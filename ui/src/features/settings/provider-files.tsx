import { useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { ProviderFiles } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { OpenFolder } from "./open-folder";
import { Path, Row } from "./rows";

/** The folder whose files describe providers, and what is wrong with which of them. */
export function ProviderFilesRow({ files }: { files: ProviderFiles }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const reload = async () => {
    setBusy(true);
    try {
      await invoke("provider_files", { refresh: true });
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
    } catch (cause) {
      showToast({ tone: "error", text: errorText(cause) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Row title={t("providers.files")} text={t("providers.filesText")}>
        <span className="flex flex-wrap gap-1.5">
          <Button size="small" variant="outline" disabled={busy} onClick={() => void reload()}>
            <RotateCw strokeWidth={1.75} />
            {t("providers.filesReload")}
          </Button>
          <OpenFolder folder="providers" label={t("providers.openFolder")} />
        </span>
      </Row>
      {files.broken.length > 0 && (
        <div className="-mt-1 px-4 pb-3 text-[13px]">
          <p className="text-error">{t("providers.filesBroken")}</p>
          <ul className="mt-1 flex flex-col gap-1">
            {files.broken.map(({ file, message }) => (
              <li key={file} className="break-words">
                <Path>{file}</Path> · {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
