import { MessageCircleDashed } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Stands in the place of the greeting: what a temporary chat is, before the first question. */
export function TemporaryIntro() {
  const { t } = useTranslation("temporary");
  return (
    <div className="flex max-w-[560px] flex-col items-center gap-3 text-center">
      <h2 className="flex items-center justify-center gap-3.5 font-semibold text-[34px] leading-tight tracking-[-0.035em] max-sm:text-[27px]">
        <MessageCircleDashed
          className="size-[34px] shrink-0 text-text-2 max-sm:size-7"
          strokeWidth={1.75}
          aria-hidden="true"
        />
        {t("title")}
      </h2>
      <p className="text-balance text-[14px] text-text-2 leading-[1.6]">{t("intro")}</p>
    </div>
  );
}
