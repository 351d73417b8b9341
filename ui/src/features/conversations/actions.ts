import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { Changed, ConversationChange, ConversationRow } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { useSelection } from "./selection";

export interface ConversationActions {
  rename: (row: ConversationRow, title: string) => Promise<void>;
  /** Does it and says so, with the way back. `said` is given how many conversations have changed. */
  change: (
    conversations: string[],
    change: ConversationChange,
    said: (count: number) => string,
  ) => Promise<void>;
  /** As `change`, of what is not a change of conversations alone. */
  undoable: (deed: () => Promise<Changed>, said: (count: number) => string) => Promise<void>;
  /** Into the trash. `title` names the one that it is. */
  trash: (conversations: string[], title: string | null) => Promise<void>;
  /** Does what needs no way back. Whether it was done. */
  attempt: (deed: () => Promise<unknown>) => Promise<boolean>;
}

/** What is done to conversations: said with a way back, and when the core says no, that. */
export function useConversationActions(): ConversationActions {
  const { t } = useTranslation("conversations");
  const client = useQueryClient();
  const errorText = useErrorText();

  return useMemo(() => {
    const refresh = () => client.invalidateQueries({ queryKey: keys.conversations });
    const attempt = async (deed: () => Promise<unknown>) => {
      try {
        await deed();
        return true;
      } catch (cause) {
        showToast({ tone: "error", text: t("failed", { cause: errorText(cause) }) });
        return false;
      } finally {
        await refresh();
      }
    };
    const undoable = async (
      deed: () => Promise<Changed>,
      said: (count: number) => string,
      undone?: () => void,
    ) => {
      await attempt(async () => {
        const { change, conversations } = await deed();
        const takeBack = async () => {
          if (await attempt(() => invoke("take_back", { change }))) undone?.();
        };
        showToast({
          tone: "plain",
          text: said(conversations),
          action: { label: t("undo"), run: () => void takeBack() },
        });
      });
    };
    const change: ConversationActions["change"] = (conversations, wanted, said) =>
      undoable(async () => {
        const changed = await invoke("change_conversations", { conversations, change: wanted });
        useSelection.getState().clear();
        return changed;
      }, said);

    return {
      attempt,
      undoable,
      change,
      rename: async (row, title) => {
        const wanted = title.trim();
        if (wanted === "" || wanted === row.title) return;
        await attempt(async () => {
          await invoke("rename_conversation", { conversation: row.id, title: wanted });
          await client.invalidateQueries({ queryKey: keys.conversation(row.id) });
        });
      },
      trash: async (conversations, title) => {
        const { view, openChat } = useNavigation.getState();
        const open = view.kind === "chat" ? view.conversation : null;
        const left = open !== null && conversations.includes(open);
        if (left) openChat(null);
        const said = (count: number) =>
          title === null ? t("deletedMany", { count }) : t("deleted", { title: title || t("untitled") });
        const comeBack = () => left && useNavigation.getState().openChat(open);
        await undoable(
          async () => {
            const change: ConversationChange = { type: "trashed", set: true };
            const changed = await invoke("change_conversations", { conversations, change });
            useSelection.getState().clear();
            return changed;
          },
          said,
          comeBack,
        );
      },
    };
  }, [client, t, errorText]);
}
