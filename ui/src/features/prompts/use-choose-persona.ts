import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { PersonaBefore, PersonaView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useModelChoices } from "@/lib/model-choice";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";

/** Goes on with a persona, or with none. In a conversation, or where something else was set, it can be undone. */
export function useChoosePersona(
  conversation: string | null,
): (persona: PersonaView | null) => Promise<void> {
  const { t, i18n } = useTranslation("prompts");
  const client = useQueryClient();
  const errorText = useErrorText();
  return useCallback(
    async (persona) => {
      const { chosen, forget, choose } = useModelChoices.getState();
      const picked = chosen[conversation ?? "new"];
      const set = async (id: string | null, back: PersonaBefore | null) => {
        const args = { conversation, persona: id, language: i18n.language, back };
        const before = await invoke("choose_persona", args);
        await Promise.all([
          client.invalidateQueries({ queryKey: keys.prompts }),
          client.invalidateQueries({ queryKey: keys.parameters }),
          conversation !== null && client.invalidateQueries({ queryKey: keys.conversation(conversation) }),
        ]);
        return before;
      };
      const failed = (cause: unknown) =>
        showToast({ tone: "error", text: t("choose.failed", { message: errorText(cause) }) });
      try {
        const before = await set(persona?.id ?? null, null);
        // Its model is the conversation's now, whatever was picked before.
        if (persona?.model) forget(conversation);
        if (conversation === null && Object.keys(before.parameters).length === 0) return;
        const said = persona?.model ? "choose.chosenModel" : "choose.chosen";
        showToast({
          tone: "plain",
          text: persona ? t(said, { name: persona.name }) : t("choose.dropped"),
          action: {
            label: t("undo"),
            run: () => {
              if (picked) choose(conversation, picked);
              set(before.persona, before).catch(failed);
            },
          },
        });
      } catch (cause) {
        failed(cause);
      }
    },
    [conversation, client, errorText, t, i18n],
  );
}
