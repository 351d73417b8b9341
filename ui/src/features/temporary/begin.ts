import "@/i18n/en/temporary";
import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { knownDraft } from "@/features/composer/public";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { ConversationView } from "@/ipc/generated";
import { useComposerRequest } from "@/lib/composer-request";
import { useModelChoices } from "@/lib/model-choice";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { leaveFor, useTemporaryChat } from "@/lib/temporary-chat";
import { showToast } from "@/lib/toasts";

/** Opens a chat that is never written, in the place of what is shown. */
export async function beginTemporary(client: QueryClient): Promise<void> {
  const { chat } = useTemporaryChat.getState();
  if (chat?.isBlank()) return show(chat.id);
  if (chat) return leaveFor(null, () => void beginTemporary(client));
  let view: ConversationView;
  try {
    view = await invoke("begin_temporary", {});
  } catch (cause) {
    const { message } = toIpcError(cause);
    return showToast({ tone: "error", text: i18next.t("temporary:beginFailed", { message }) });
  }
  const { id } = view;
  client.setQueryData<ConversationView>(keys.conversation(id), view);
  const model = useModelChoices.getState().chosen.new;
  if (model) useModelChoices.getState().choose(id, model);
  useTemporaryChat.setState({
    chat: {
      id,
      isBlank: () => {
        const shown = client.getQueryData<ConversationView>(keys.conversation(id));
        return shown?.messages.length === 0 && (knownDraft(id) ?? "") === "";
      },
      forget: () => {
        // A core that is gone has forgotten it.
        invoke("close_temporary", { conversation: id }).catch(() => undefined);
        client.removeQueries({ queryKey: keys.conversation(id) });
      },
    },
  });
  show(id);
}

function show(id: string): void {
  useNavigation.getState().openChat(id);
  useComposerRequest.getState().focus();
}
