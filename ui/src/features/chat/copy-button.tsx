import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { CopyArgs } from "@/ipc/generated";
import { showToast } from "@/lib/toasts";

interface CopyButtonProps {
  /** Asked when the button is pressed. */
  content: () => CopyArgs;
  size?: "icon" | "iconTiny";
}

/** Copies a message and says so for a moment. */
export function CopyButton({ content, size = "icon" }: CopyButtonProps) {
  const { t } = useTranslation("chat");
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await invoke("copy_text", content());
      setCopied(true);
    } catch (cause) {
      showToast({ tone: "error", text: t("actions.copyFailed", { message: toIpcError(cause).message }) });
    }
  };

  return (
    <>
      <IconButton label={t("actions.copy")} size={size} onClick={copy}>
        {copied ? <Check className="text-success" aria-hidden="true" /> : <Copy aria-hidden="true" />}
      </IconButton>
      <span role="status" className="sr-only">
        {copied ? t("actions.copied") : ""}
      </span>
    </>
  );
}
