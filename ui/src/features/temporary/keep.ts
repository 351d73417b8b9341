import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ConversationView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { useTemporaryChat } from "@/lib/temporary-chat";
import { showToast } from "@/lib/toasts";

/** Makes the temporary chat a conversation like any other. Gives whether it is one now; where not, that is said. */
export function useKeepTemporary(): () => Promise<boolean> {
  const client = useQueryClient();
  const { t } = useTranslation("temporary");
  const errorText = useErrorText();
  return useCallback(async () => {
    const { chat } = useTemporaryChat.getState();
    if (!chat) return false;
    try {
      await keep(client, chat.id);
    } catch (cause) {
      showToast({ tone: "error", text: t("keepFailed", { message: errorText(cause) }) });
      return false;
    }
    showToast({ tone: "plain", text: t("kept") });
    return true;
  }, [client, t, errorText]);
}

async function keep(client: QueryClient, id: string): Promise<void> {
  const view = await invoke("keep_temporary", { conversation: id });
  client.setQueryData<ConversationView>(keys.conversation(id), view);
  useTemporaryChat.setState({ chat: null });
  await client.invalidateQueries({ queryKey: keys.conversations });
}
