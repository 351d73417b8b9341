import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { MessageView } from "@/ipc/generated";
import { AUTO, useModelChoice } from "@/lib/model-choice";
import { useNavigation } from "@/lib/navigation";
import { showToast } from "@/lib/toasts";
import type { Remedy } from "./error-remedy";
import { askOverflow } from "./overflow-asking";
import { requestModel } from "./public";
import { continueMessage, regenerate, selectSibling } from "./turns";

interface MessageActions {
  regenerate: () => void;
  continue: () => void;
  select: (message: string) => void;
  remedy: (remedy: Remedy) => void;
}

/** What can be done about one message. Failures are said in passing; nothing is changed by them. */
export function useMessageActions(conversation: string, message: MessageView): MessageActions {
  const client = useQueryClient();
  const { t } = useTranslation("chat");
  const [model] = useModelChoice(conversation);
  const { id, model: writer } = message;
  const error = message.error?.code;

  return useMemo(() => {
    const attempt = (action: Promise<void>) => {
      action.catch((cause) => {
        showToast({ tone: "error", text: t("actions.failed", { message: toIpcError(cause).message }) });
      });
    };
    // The model that the picker shows: whoever changed it after a failure wants that one.
    const settled = (goesOn: boolean) =>
      askOverflow(conversation, "answer", () =>
        invoke("answer_gauge", { conversation, message: id, model: goesOn ? null : model, goes_on: goesOn }),
      );
    const askAgain = async () => {
      const choice = await settled(false);
      if (choice.go) await regenerate(client, conversation, id, model, choice.overflow);
    };
    const letGoOn = async () => {
      const choice = await settled(true);
      if (choice.go) await continueMessage(client, conversation, id, choice.overflow);
    };
    const again = () => attempt(askAgain());
    const goOn = () => attempt(letGoOn());
    return {
      regenerate: again,
      continue: goOn,
      select: (sibling) => attempt(selectSibling(client, conversation, sibling)),
      remedy: (remedy) => {
        if (remedy === "retry") again();
        else if (remedy === "continue") goOn();
        else if (remedy === "trim" || remedy === "compact") {
          attempt(regenerate(client, conversation, id, model, remedy));
        } else if (remedy === "settings") {
          const { openSettings } = useNavigation.getState();
          if (error === "budget" || writer?.provider === AUTO) openSettings("routing");
          else openSettings("providers", writer?.provider);
        } else requestModel();
      },
    };
  }, [client, conversation, id, model, writer, error, t]);
}
