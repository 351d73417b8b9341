import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ConversationView, MessageView, ModelChoice } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { openEditor } from "./edits";
import { openMap } from "./map-request";
import { adopt, refreshList } from "./turns";

/** Asks a question in other words; the answer is written to a branch of its own. */
export async function editQuestion(
  client: QueryClient,
  conversation: string,
  message: string,
  text: string,
  model: ModelChoice,
): Promise<void> {
  adopt(client, await invoke("edit_question", { conversation, message, text, model }));
}

export interface BranchActions {
  edit: () => void;
  branchOff: () => void;
  trash: () => void;
  map: () => void;
  pick: () => void;
}

/** What can be done about the branch that begins with a message. Failures are said in passing; nothing is changed by them. */
export function useBranchActions(conversation: string, message: MessageView): BranchActions {
  const client = useQueryClient();
  const { t } = useTranslation("branches");
  const errorText = useErrorText();
  const { id, role } = message;

  return useMemo(() => {
    const attempt = async (action: () => Promise<void>) => {
      try {
        await action();
      } catch (cause) {
        showToast({ tone: "error", text: t("failed", { message: errorText(cause) }) });
      }
    };
    const show = (view: ConversationView) => {
      client.setQueryData<ConversationView>(keys.conversation(view.id), view);
      refreshList(client);
    };
    const restore = async () => {
      show(await invoke("restore_branch", { conversation, message: id }));
      useNavigation.getState().openMessage(conversation, id);
    };
    return {
      edit: () => openEditor(id),
      branchOff: () =>
        attempt(async () => {
          const known = client.getQueryData<ConversationView>(keys.conversation(conversation));
          const title = t("branchTitle", { title: known?.title ?? "" });
          const view = await invoke("branch_off", { conversation, message: id, title });
          show(view);
          useNavigation.getState().openChat(view.id);
        }),
      trash: () =>
        attempt(async () => {
          show(await invoke("trash_branch", { conversation, message: id }));
          showToast({
            tone: "plain",
            text: t(role === "user" ? "deletedQuestion" : "deletedAnswer"),
            action: { label: t("undo"), run: () => void attempt(restore) },
          });
          document.querySelector<HTMLElement>("[data-focus-home]")?.focus();
        }),
      map: () => openMap(conversation),
      pick: () =>
        attempt(async () => {
          show(await invoke("pick_answer", { conversation, message: id }));
          document.querySelector<HTMLElement>("[data-focus-home]")?.focus();
        }),
    };
  }, [client, conversation, id, role, t, errorText]);
}
