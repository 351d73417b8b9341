import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { WrittenFile } from "@/ipc/generated";
import { showToast } from "@/lib/toasts";
import type { Picture } from "../viewer-request";

const COPIED_MS = 1600;

interface PictureActions {
  /** For a moment. */
  copied: boolean;
  copy: () => Promise<void>;
  save: () => Promise<void>;
}

/** What can be done with a picture, wherever it came from. Failures are said in passing. */
export function usePictureActions(picture: Picture): PictureActions {
  const { t } = useTranslation("chat");
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const failed = (key: "picture.copyFailed" | "picture.saveFailed", cause: unknown) =>
    showToast({ tone: "error", text: t(key, { message: toIpcError(cause).message }) });
  const openFolder = () =>
    invoke("open_folder", { folder: "downloads" }).catch((cause: unknown) =>
      showToast({ tone: "error", text: toIpcError(cause).message }),
    );
  return {
    copied,
    copy: async () => {
      try {
        if (picture.type === "kept") await invoke("copy_picture", { blob: picture.blob });
        else if (picture.type === "web") await invoke("copy_image", { url: picture.url });
        else await (await import("../diagrams/export")).copyPng(picture.shown, picture.title);
        setCopied(true);
      } catch (cause) {
        failed("picture.copyFailed", cause);
      }
    },
    save: async () => {
      try {
        const written = await saved(picture);
        if (written === null) return;
        const { path } = written;
        if (picture.type === "drawn") {
          showToast({ tone: "plain", text: t("picture.saved", { path }) });
          return;
        }
        const action = { label: t("picture.openFolder"), run: () => void openFolder() };
        showToast({ tone: "plain", text: t("picture.saved", { path }), action });
      } catch (cause) {
        failed("picture.saveFailed", cause);
      }
    },
  };
}

/** Null where nobody chose a file. */
async function saved(picture: Picture): Promise<WrittenFile | null> {
  if (picture.type === "drawn")
    return (await import("../diagrams/export")).savePng(picture.shown, picture.title);
  const { name } = picture;
  return picture.type === "kept"
    ? invoke("save_picture", { blob: picture.blob, name })
    : invoke("save_image", { url: picture.url, name });
}
