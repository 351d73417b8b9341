import i18next from "i18next";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { showLanguage } from "@/i18n";
import { languages, pickLanguage } from "@/i18n/language";
import { useSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";
import { applyLanguage } from "./appearance";

/** Shows the language of the settings, or the system's; where it cannot be read, says so and offers another try. */
export function useLanguage(): void {
  const chosen = useSettings().language;
  const { t } = useTranslation();
  useEffect(() => {
    const follow = async () => {
      const language = pickLanguage(chosen, navigator.languages);
      try {
        await showLanguage(language);
      } catch {
        showToast({
          tone: "error",
          text: t("languageMissing", { name: languages[language] }),
          action: { label: t("tryAgain"), run: () => void follow() },
        });
      }
      applyLanguage(i18next.language);
    };
    void follow();
    const onChange = () => void follow();
    window.addEventListener("languagechange", onChange);
    return () => window.removeEventListener("languagechange", onChange);
  }, [chosen, t]);
}
