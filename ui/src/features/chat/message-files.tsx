import "@/i18n/en/files";
import { Download, FileText, Image as ImageIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Thumbnail } from "@/components/thumbnail";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { FileView, MessageFile } from "@/ipc/generated";
import { formatBytes } from "@/lib/format";
import { showToast } from "@/lib/toasts";
import { openViewer } from "./viewer-request";

/** What a person attached to a message. */
export function MessageFiles({ files }: { files: MessageFile[] }) {
  const { t } = useTranslation("files");
  return (
    <ul aria-label={t("inMessage")} className="flex flex-wrap justify-end gap-2">
      {files.map((file) => (
        <li key={file.blob} className="min-w-0 max-w-full">
          {file.type === "picture" ? (
            <button
              type="button"
              aria-label={t("open", { name: file.alt })}
              data-tooltip={file.alt}
              data-zoom=""
              data-blob={file.blob}
              data-alt={file.alt}
              onClick={(event) => openViewer(event.currentTarget)}
              className="block rounded-[14px] border border-line-strong transition-colors hover:border-text-3"
            >
              <Thumbnail blob={file.blob} className="h-32 w-40 max-w-full rounded-[13px]">
                <ImageIcon className="size-5" aria-hidden="true" />
              </Thumbnail>
            </button>
          ) : (
            <FileCard file={file} />
          )}
        </li>
      ))}
    </ul>
  );
}

function FileCard({ file }: { file: FileView }) {
  const { t, i18n } = useTranslation("files");
  const failed = (cause: unknown) =>
    showToast({ tone: "error", text: t("saveFailed", { message: toIpcError(cause).message }) });
  const openFolder = () => invoke("open_folder", { folder: "downloads" }).catch(failed);
  const size = formatBytes(file.size_bytes, i18n.language);
  const save = async () => {
    try {
      const { path } = await invoke("save_file", { blob: file.blob, name: file.name });
      const action = { label: t("openFolder"), run: () => void openFolder() };
      showToast({ tone: "plain", text: t("saved", { path }), action });
    } catch (cause) {
      failed(cause);
    }
  };
  return (
    <button
      type="button"
      aria-description={size}
      data-tooltip={t("save", { name: file.name })}
      onClick={save}
      className="group flex w-60 max-w-full items-center gap-2.5 rounded-[14px] border border-line-strong bg-surface p-2 text-start transition-colors hover:border-text-3"
    >
      <span className="flex size-10 shrink-0 items-center justify-center rounded-lg bg-raised text-text-2">
        <FileText className="size-4 group-hover:hidden" aria-hidden="true" />
        <Download className="hidden size-4 group-hover:block" aria-hidden="true" />
      </span>
      <span className="sr-only">{t("save", { name: file.name })}</span>
      <span aria-hidden="true" className="min-w-0 flex-1 leading-tight">
        <span className="block truncate text-[13px] text-text">{file.name}</span>
        <span className="block text-[11.5px] text-text-2">{size}</span>
      </span>
    </button>
  );
}
