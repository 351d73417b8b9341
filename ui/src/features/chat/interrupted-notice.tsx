import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";

interface InterruptedNoticeProps {
  onContinue: () => void;
}

/** An answer ended before its end, without an error to show. */
export function InterruptedNotice({ onContinue }: InterruptedNoticeProps) {
  const { t } = useTranslation("chat");
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-[14px] border border-notice-line bg-notice-bg px-3.5 py-2.5 text-[14px] text-notice-text">
      <TriangleAlert className="size-[17px] shrink-0" aria-hidden="true" />
      <p className="min-w-0 flex-1 basis-52">{t("interrupted")}</p>
      <Button variant="notice" size="small" onClick={onContinue}>
        {t("actions.continue")}
      </Button>
    </div>
  );
}
