import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Settings } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useChangeSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";

/** Changes settings and says so when they could not be kept. */
export function useSaveSettings(): (change: Partial<Settings>) => void {
  const { t } = useTranslation("settings");
  const change = useChangeSettings();
  const errorText = useErrorText();
  return useCallback(
    (values) => {
      change(values).catch((cause: unknown) =>
        showToast({ tone: "error", text: t("failed", { cause: errorText(cause) }) }),
      );
    },
    [change, t, errorText],
  );
}
