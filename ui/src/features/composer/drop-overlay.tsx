import "@/i18n/en/files";
import { Paperclip } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Says that what is dragged can be dropped, wherever it is. */
export function DropOverlay() {
  const { t } = useTranslation("files");
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-0 z-50 flex animate-fade items-center justify-center bg-scrim p-5"
    >
      <div className="flex size-full items-center justify-center rounded-[18px] border-2 border-focus border-dashed">
        <p className="flex items-center gap-3 rounded-2xl border border-line-strong bg-float px-6 py-4 font-medium text-text shadow-float">
          <Paperclip className="size-5 text-focus" aria-hidden="true" />
          {t("drop")}
        </p>
      </div>
    </div>
  );
}
