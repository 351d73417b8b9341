import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";

interface Named {
  id: string;
  name: string;
  starter: boolean;
}

export interface PromptWork {
  duplicate: (id: string) => Promise<void>;
  /** Deletes it, or hides a starter; both can be undone. */
  remove: (prompt: Named) => Promise<void>;
  restore: (id: string) => Promise<void>;
  /** Of none: all of the person's own. */
  exportPrompts: (ids: string[]) => Promise<void>;
}

/** What is done with templates and personas beside editing them. */
export function usePromptWork(): PromptWork {
  const { t, i18n } = useTranslation("prompts");
  const client = useQueryClient();
  const errorText = useErrorText();
  return useMemo(() => {
    const { language } = i18n;
    const failed = (cause: unknown) => showToast({ tone: "error", text: errorText(cause) });
    const run = async (work: () => Promise<unknown>) => {
      try {
        await work();
        await client.invalidateQueries({ queryKey: keys.prompts });
      } catch (cause) {
        failed(cause);
      }
    };
    const restore = (id: string) => run(() => invoke("restore_prompt", { id, language }));
    return {
      restore,
      duplicate: (id) => run(() => invoke("duplicate_prompt", { id, language })),
      remove: ({ id, name, starter }) =>
        run(async () => {
          await invoke("remove_prompt", { id, language });
          showToast({
            tone: "plain",
            text: t(starter ? "hiddenNow" : "deleted", { name }),
            action: { label: t("undo"), run: () => void restore(id) },
          });
        }),
      exportPrompts: async (ids) => {
        try {
          const { path } = await invoke("export_prompts", { ids, language });
          showToast({
            tone: "plain",
            text: t("exported", { path }),
            action: {
              label: t("openFolder"),
              run: () => void invoke("open_folder", { folder: "exports" }).catch(failed),
            },
          });
        } catch (cause) {
          failed(cause);
        }
      },
    };
  }, [client, errorText, t, i18n]);
}
