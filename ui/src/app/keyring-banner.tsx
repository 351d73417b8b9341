import { useQueryClient } from "@tanstack/react-query";
import { TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import { useKeyring } from "@/lib/core";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { rescueFocus } from "@/lib/rescue-focus";
import { showToast } from "@/lib/toasts";

/** Says that keys are kept in memory only, until the keyring answers or the person has seen it. */
export function KeyringBanner() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const status = useKeyring().data;
  const [trying, setTrying] = useState(false);
  const [seen, setSeen] = useState(false);
  if (seen || status?.type !== "unavailable") return null;

  const retry = async () => {
    setTrying(true);
    try {
      const next = await invoke("retry_keyring", {});
      client.setQueryData(keys.keyring, next);
      rescueFocus();
      showToast(
        next.type === "ready"
          ? { tone: "plain", text: t("keyring.ready") }
          : { tone: "error", text: t("keyring.still", { reason: next.reason }) },
      );
    } catch (cause) {
      showToast({ tone: "error", text: errorText(cause) });
    } finally {
      setTrying(false);
    }
  };

  return (
    <section
      role="status"
      title={status.reason}
      className="mx-6 mb-2 flex shrink-0 items-center gap-3 self-center rounded-[14px] border border-notice-line bg-notice-bg py-1.5 pr-2 pl-3.5 text-notice-text text-sm max-sm:mx-3"
    >
      <TriangleAlert className="size-[17px] shrink-0" strokeWidth={1.75} aria-hidden="true" />
      <span className="min-w-0 flex-1">{t("keyring.unavailable")}</span>
      <Button size="small" variant="notice" disabled={trying} onClick={() => void retry()}>
        {trying ? t("keyring.retrying") : t("tryAgain")}
      </Button>
      <IconButton
        label={t("dismiss")}
        size="iconSmall"
        variant="noticeGhost"
        onClick={() => {
          setSeen(true);
          rescueFocus();
        }}
      >
        <X />
      </IconButton>
    </section>
  );
}
