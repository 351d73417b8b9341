import { useQueryClient } from "@tanstack/react-query";
import { Import } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { sayWhenEnded } from "@/features/settings/import-end";
import "@/i18n/en/import";
import { invoke } from "@/ipc/client";
import type { ImportStatus } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { rescueFocus } from "@/lib/rescue-focus";
import { showToast } from "@/lib/toasts";

interface ImportNoticeProps {
  cutOff: Extract<ImportStatus, { type: "interrupted" }>;
  onLater: () => void;
}

/** An import that was cut off, and the way on. */
export function ImportNotice({ cutOff, onLater }: ImportNoticeProps) {
  const { t } = useTranslation("import");
  const client = useQueryClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const goOn = async () => {
    setBusy(true);
    try {
      const { path, deleted_too } = cutOff;
      client.setQueryData(keys.import, await invoke("import_start", { path, deleted_too }));
      rescueFocus();
      sayWhenEnded(client);
    } catch (cause) {
      showToast({ tone: "error", text: errorText(cause) });
      setBusy(false);
    }
  };
  const later = () => {
    onLater();
    rescueFocus();
  };
  return (
    <section
      aria-label={t("title")}
      className="mx-6 mb-2 flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 self-center rounded-[14px] border border-line-strong bg-float py-2 pr-2 pl-3.5 text-sm max-sm:mx-3"
    >
      <Import className="size-[17px] shrink-0 text-text-2" strokeWidth={1.75} aria-hidden="true" />
      <p role="status" className="min-w-0 flex-1 basis-[260px] break-words">
        {t("interrupted", { name: cutOff.name })}
      </p>
      <div className="flex gap-2">
        <Button size="small" variant="primary" disabled={busy} onClick={() => void goOn()}>
          {t("goOn")}
        </Button>
        <Button size="small" variant="outline" onClick={later}>
          {t("later")}
        </Button>
      </div>
    </section>
  );
}
