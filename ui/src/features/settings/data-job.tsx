import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { DataJobKind } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";

/** How far the work on the whole history is, where it is one of these kinds, and a way to stop it. */
export function DataJobProgress({ kinds }: { kinds: readonly DataJobKind[] }) {
  const { t } = useTranslation("data");
  const errorText = useErrorText();
  const job = useQuery({ queryKey: keys.dataJob, queryFn: () => invoke("data_job", {}) }).data;
  if (!job || !kinds.includes(job.kind)) return null;
  const stop = () =>
    invoke("cancel_data_job", {}).catch((cause: unknown) =>
      showToast({ tone: "error", text: errorText(cause) }),
    );
  return (
    <div className="flex items-center gap-3 text-[13px] text-text-2">
      <span className="shrink-0">{t(`job.${job.kind}`)}</span>
      <progress
        aria-label={t(`job.${job.kind}`)}
        {...(job.total > 0 && { value: job.done, max: job.total })}
        className="h-1.5 min-w-0 flex-1 accent-electric"
      />
      <Button size="small" variant="outline" onClick={() => void stop()}>
        {t("stop")}
      </Button>
    </div>
  );
}
