import { useTranslation } from "react-i18next";
import { Mark } from "@/components/ui/mark";

export function Greeting() {
  const { t } = useTranslation();
  return (
    <h1 className="flex items-center justify-center gap-3.5 text-center font-semibold text-[34px] leading-tight tracking-[-0.035em] max-sm:text-[27px]">
      <Mark className="size-[34px] shrink-0 max-sm:size-7" />
      {t("welcome.greeting")}
    </h1>
  );
}
