import i18next from "i18next";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import { showToast } from "@/lib/toasts";
import { say } from "./say";

/** How long a formula says that it was copied. */
const COPIED_MS = 1600;

/** Copies the TeX of a formula; it says so for a moment, and to a screen reader. */
export async function copyFormula(formula: Element): Promise<void> {
  try {
    await invoke("copy_text", { text: formula.getAttribute("data-tex") ?? "", html: null });
  } catch (cause) {
    const { message } = toIpcError(cause);
    showToast({ tone: "error", text: i18next.t("chat:actions.copyFailed", { message }) });
    return;
  }
  const copied = i18next.t("chat:formula.copied");
  formula.setAttribute("data-copied", copied);
  say(copied);
  setTimeout(() => formula.removeAttribute("data-copied"), COPIED_MS);
}
