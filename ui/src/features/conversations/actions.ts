import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ConversationSummary } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";

interface ConversationActions {
  rename: (row: ConversationSummary, title: string) => Promise<void>;
  trash: (row: ConversationSummary) => Promise<void>;
}

/** Renames and deletes: shown at once, taken back with a word when the core says no. */
export function useConversationActions(): ConversationActions {
  const { t } = useTranslation("conversations");
  const client = useQueryClient();
  const errorText = useErrorText();

  return useMemo(() => {
    const change = (update: (rows: ConversationSummary[]) => ConversationSummary[]) =>
      client.setQueryData<ConversationSummary[]>(keys.conversations, (rows) => rows && update(rows));
    const refresh = () => client.invalidateQueries({ queryKey: keys.conversations });
    const failed = async (cause: unknown) => {
      showToast({ tone: "error", text: t("failed", { cause: errorText(cause) }) });
      await refresh();
    };

    const restore = async (row: ConversationSummary) => {
      try {
        await invoke("restore_conversation", { conversation: row.id });
        await refresh();
        useNavigation.getState().openChat(row.id);
      } catch (cause) {
        await failed(cause);
      }
    };

    return {
      rename: async (row, title) => {
        const wanted = title.trim();
        if (wanted === "" || wanted === row.title) return;
        change((rows) => rows.map((entry) => (entry.id === row.id ? { ...entry, title: wanted } : entry)));
        try {
          await invoke("rename_conversation", { conversation: row.id, title: wanted });
          await client.invalidateQueries({ queryKey: keys.conversation(row.id) });
        } catch (cause) {
          await failed(cause);
        }
      },
      trash: async (row) => {
        change((rows) => rows.filter((entry) => entry.id !== row.id));
        const { view, openChat } = useNavigation.getState();
        if (view.kind === "chat" && view.conversation === row.id) openChat(null);
        try {
          await invoke("trash_conversation", { conversation: row.id });
          showToast({
            tone: "plain",
            text: t("deleted", { title: row.title || t("untitled") }),
            action: { label: t("undo"), run: () => void restore(row) },
          });
        } catch (cause) {
          await failed(cause);
        }
      },
    };
  }, [client, t, errorText]);
}
