import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useAppInfo } from "@/lib/core";
import { useNavigation } from "@/lib/navigation";
import { showToast } from "@/lib/toasts";

/** Says once that this window stands in the place of one that ended with an error. */
export function useRestartNotice(): void {
  const { t } = useTranslation();
  const restarted = useAppInfo().data?.restarted ?? false;
  const openSettings = useNavigation((state) => state.openSettings);
  useEffect(() => {
    if (!restarted) return;
    showToast({
      tone: "error",
      text: t("restarted"),
      action: { label: t("showReport"), run: () => openSettings("about") },
    });
  }, [restarted, t, openSettings]);
}
