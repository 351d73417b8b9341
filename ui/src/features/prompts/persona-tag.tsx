import { useTranslation } from "react-i18next";
import { useConversationPersona } from "@/lib/prompts";

/** Who answers in this conversation, beside its title; nothing without a persona. */
export function PersonaTag({ conversation }: { conversation: string }) {
  const { t } = useTranslation("persona");
  const persona = useConversationPersona(conversation).data;
  if (!persona) return null;
  return (
    <p className="flex max-w-[40%] shrink-0 items-baseline gap-1.5 rounded-full border border-line px-2.5 py-0.5 text-[12.5px] text-text-2">
      <span className="sr-only">{t("buttonSet", { name: persona.name })}</span>
      {persona.icon !== "" && <span aria-hidden="true">{persona.icon}</span>}
      <span aria-hidden="true" className="truncate">
        {persona.name}
      </span>
    </p>
  );
}
