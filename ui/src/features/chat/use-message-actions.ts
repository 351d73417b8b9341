import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { MessageView, ModelChoice } from "@/ipc/generated";
import { AUTO, useModelChoice } from "@/lib/model-choice";
import { useNavigation } from "@/lib/navigation";
import { rescueFocus } from "@/lib/rescue-focus";
import { showToast } from "@/lib/toasts";
import type { Remedy } from "./error-remedy";
import { askOverflow } from "./overflow-asking";
import { requestModel } from "./public";
import { continueMessage, regenerate, selectSibling } from "./turns";

export interface MessageActions {
  regenerate: () => void;
  /** Asks this model, whichever the picker shows. */
  regenerateBy: (model: ModelChoice) => void;
  continue: () => void;
  select: (message: string) => void;
  remedy: (remedy: Remedy) => void;
}

/**
 * What can be done about one message. Failures are said in passing; nothing is changed by them. `compared`: it stands side by
 * side with others, where whoever failed is asked again in its own place.
 */
export function useMessageActions(
  conversation: string,
  message: MessageView,
  compared = false,
): MessageActions {
  const client = useQueryClient();
  const { t } = useTranslation("chat");
  const [model] = useModelChoice(conversation);
  const { id, model: writer } = message;
  const error = message.error?.code;

  return useMemo(() => {
    const attempt = (action: Promise<void>) => {
      action.then(
        () => rescueFocus(),
        (cause) => {
          showToast({ tone: "error", text: t("actions.failed", { message: toIpcError(cause).message }) });
        },
      );
    };
    const select = async (sibling: string) => {
      const step = document.activeElement?.getAttribute("data-sibling");
      await selectSibling(client, conversation, sibling);
      // The version is another article: whoever steps through them goes on where they pressed.
      rescueFocus(() => {
        const steps = `[data-message="${CSS.escape(sibling)}"] [data-sibling]`;
        const all = [...document.querySelectorAll<HTMLButtonElement>(steps)].filter((it) => !it.disabled);
        return all.find((button) => button.dataset.sibling === step) ?? all[0];
      });
    };
    // The model that the picker shows: whoever changed it after a failure wants that one.
    const settled = (goesOn: boolean, by: ModelChoice | null) =>
      askOverflow(conversation, "answer", () =>
        invoke("answer_gauge", { conversation, message: id, model: by, goes_on: goesOn }),
      );
    const askAgain = async (by: ModelChoice | null) => {
      const choice = await settled(false, by);
      if (choice.go) await regenerate(client, conversation, id, by, choice.overflow);
    };
    const letGoOn = async () => {
      const choice = await settled(true, null);
      if (choice.go) await continueMessage(client, conversation, id, choice.overflow);
    };
    const again = () => attempt(compared ? letGoOn() : askAgain(model));
    const goOn = () => attempt(letGoOn());
    return {
      regenerate: again,
      regenerateBy: (by) => attempt(askAgain(by)),
      continue: goOn,
      select: (sibling) => attempt(select(sibling)),
      remedy: (remedy) => {
        if (remedy === "retry") again();
        else if (remedy === "continue") goOn();
        else if (remedy === "trim" || remedy === "compact") {
          attempt(
            compared
              ? continueMessage(client, conversation, id, remedy)
              : regenerate(client, conversation, id, model, remedy),
          );
        } else if (remedy === "settings") {
          const { openSettings } = useNavigation.getState();
          if (error === "budget" || writer?.provider === AUTO) openSettings("routing");
          else openSettings("providers", writer?.provider);
        } else requestModel();
      },
    };
  }, [client, conversation, id, model, writer, error, compared, t]);
}
