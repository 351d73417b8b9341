import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { MessageError } from "@/ipc/generated";
import { moreRemedies, type Remedy, remedyFor } from "./error-remedy";

interface ErrorCardProps {
  error: MessageError;
  provider: string | null;
  hasWords: boolean;
  onRemedy: (remedy: Remedy) => void;
}

/** What went wrong, in the provider's words where there are any, and the one thing to do. */
export function ErrorCard({ error, provider, hasWords, onRemedy }: ErrorCardProps) {
  const { t } = useTranslation("chat");
  const remedy = remedyFor(error.code, hasWords);
  const names = { provider: provider ?? t("status.aProvider") };
  const brokenOff = hasWords && error.code === "network";
  const title = brokenOff ? t("brokenOff", names) : t(`error.${error.code}.title`, names);
  const label = remedy === "continue" ? t("actions.continue") : t(`error.${error.code}.action`);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-[14px] border border-danger-line bg-danger-bg px-3.5 py-2.5 text-[14px]">
      <CircleAlert className="size-[17px] shrink-0 text-error" aria-hidden="true" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium text-text">{title}</p>
        {error.message !== "" && (
          <p className="line-clamp-6 break-words text-[13px] text-text-2">{error.message}</p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {moreRemedies(error.code, hasWords).map((more) => (
          <Button key={more} variant="danger" size="small" onClick={() => onRemedy(more)}>
            {t(`overflow.${more}`)}
          </Button>
        ))}
        <Button variant="danger" size="small" onClick={() => onRemedy(remedy)}>
          {label}
        </Button>
      </div>
    </div>
  );
}
