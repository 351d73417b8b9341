import { Check, Copy, Download } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { PictureView } from "@/ipc/generated";
import { showToast } from "@/lib/toasts";

interface PictureActionsProps {
  picture: PictureView;
}

/** What can be done with a picture, over its corner while it is pointed at or has the focus. */
export function PictureActions({ picture }: PictureActionsProps) {
  const { t } = useTranslation("chat");
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const failed = (key: "picture.copyFailed" | "picture.saveFailed", cause: unknown) =>
    showToast({ tone: "error", text: t(key, { message: toIpcError(cause).message }) });
  const copy = async () => {
    try {
      await invoke("copy_picture", { blob: picture.blob });
      setCopied(true);
    } catch (cause) {
      failed("picture.copyFailed", cause);
    }
  };
  const openFolder = () =>
    invoke("open_folder", { folder: "downloads" }).catch((cause: unknown) =>
      showToast({ tone: "error", text: toIpcError(cause).message }),
    );
  const save = async () => {
    try {
      const { path } = await invoke("save_picture", { blob: picture.blob, name: picture.alt });
      const action = { label: t("picture.openFolder"), run: () => void openFolder() };
      showToast({ tone: "plain", text: t("picture.saved", { path }), action });
    } catch (cause) {
      failed("picture.saveFailed", cause);
    }
  };

  return (
    <div className="absolute top-2 right-2 flex gap-0.5 rounded-[10px] border border-line-strong bg-float p-0.5 opacity-0 shadow-float transition-opacity focus-within:opacity-100 group-hover/picture:opacity-100">
      <IconButton label={t("picture.copy")} onClick={copy}>
        {copied ? <Check className="text-success" aria-hidden="true" /> : <Copy aria-hidden="true" />}
      </IconButton>
      <IconButton label={t("picture.save")} onClick={save}>
        <Download aria-hidden="true" />
      </IconButton>
      <span role="status" className="sr-only">
        {copied ? t("picture.copied") : ""}
      </span>
    </div>
  );
}
