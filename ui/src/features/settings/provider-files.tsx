import { useQueryClient } from "@tanstack/react-query";
import { FileUp, FolderOpen, RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import type { ProviderFiles } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { Path, Row } from "./rows";

interface ProviderFilesRowProps {
  files: ProviderFiles;
  onImport: () => void;
}

/** The folder whose files describe providers, and what is wrong with which of them. */
export function ProviderFilesRow({ files, onImport }: ProviderFilesRowProps) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const failed = (cause: unknown) => showToast({ tone: "error", text: errorText(cause) });
  const openFolder = () => invoke("open_folder", { folder: "providers" }).catch(failed);
  const reload = async () => {
    setBusy(true);
    try {
      await invoke("provider_files", { refresh: true });
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
    } catch (cause) {
      failed(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Row title={t("providers.files")} text={t("providers.filesText")}>
        <span className="flex items-center gap-1">
          <Button variant="outline" onClick={onImport}>
            <FileUp strokeWidth={1.75} />
            {t("providers.import")}
          </Button>
          <IconButton
            label={t("providers.filesReload")}
            size="iconLarge"
            disabled={busy}
            onClick={() => void reload()}
          >
            <RotateCw strokeWidth={1.75} />
          </IconButton>
          <IconButton label={t("providers.openFolder")} size="iconLarge" onClick={() => void openFolder()}>
            <FolderOpen strokeWidth={1.75} />
          </IconButton>
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
