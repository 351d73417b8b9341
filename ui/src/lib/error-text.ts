import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { toIpcError } from "@/ipc/error";

/**
 * Says a failure in one line: what kind it is in the person's language, then the cause in the system's words. What is
 * invalid is said by the core alone: it knows what to change.
 */
export function useErrorText(): (cause: unknown) => string {
  const { t } = useTranslation("errors");
  return useCallback(
    (cause) => {
      const error = toIpcError(cause);
      if (error.code === "invalid" && error.message !== "") return error.message;
      const kind = t(error.code);
      return error.message === "" ? kind : t("withCause", { kind, cause: error.message });
    },
    [t],
  );
}
