import { MessageCircleDashed } from "lucide-react";
import { useTranslation } from "react-i18next";

/** In the place of the greeting, and as large: the composer below it stays where it was. */
export function TemporaryTitle() {
  const { t } = useTranslation("temporary");
  return (
    <h2 className="flex items-center justify-center gap-3.5 text-center font-semibold text-[34px] leading-tight tracking-[-0.035em] max-sm:text-[27px]">
      <MessageCircleDashed
        className="size-[34px] shrink-0 text-text-2 max-sm:size-7"
        strokeWidth={1.75}
        aria-hidden="true"
      />
      {t("title")}
    </h2>
  );
}

/** What a temporary chat is, before the first question. */
export function TemporaryNote() {
  const { t } = useTranslation("temporary");
  return (
    <p className="mx-auto max-w-[560px] animate-fade text-balance text-center text-[14px] text-text-2 leading-[1.6]">
      {t("intro")}
    </p>
  );
}
