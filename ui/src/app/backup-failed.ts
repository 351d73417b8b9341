import i18next from "i18next";
import { invoke } from "@/ipc/client";
import { useNavigation } from "@/lib/navigation";
import { showToast } from "@/lib/toasts";

/** Says that a backup that was due could not be made, and why. */
export async function tellBackupFailed(): Promise<void> {
  await import("@/i18n/en/data");
  const { problem } = await invoke("backups", {});
  if (problem === null) return;
  const t = i18next.getFixedT(null, "data");
  const { openSettings } = useNavigation.getState();
  showToast({
    tone: "error",
    text: t("backups.failed", { cause: problem }),
    action: { label: t("backups.look"), run: () => openSettings("data") },
  });
}
