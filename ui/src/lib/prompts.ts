import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { PersonaView, Prompts } from "@/ipc/generated";
import { keys } from "./query";

/** Templates and personas, the starters among them in the window's language. */
export function usePrompts(): UseQueryResult<Prompts> {
  const { language } = useTranslation().i18n;
  return useQuery({
    queryKey: keys.promptsIn(language),
    queryFn: () => invoke("list_prompts", { language }),
  });
}

/** The persona of a conversation; null is the new chat. */
export function useConversationPersona(conversation: string | null): UseQueryResult<PersonaView | null> {
  return useQuery({
    queryKey: keys.personaOf(conversation),
    queryFn: () => invoke("conversation_persona", { conversation }),
  });
}
