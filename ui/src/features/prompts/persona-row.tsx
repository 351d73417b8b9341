import { useTranslation } from "react-i18next";
import "@/i18n/en/prompts";
import { useComposerRequest } from "@/lib/composer-request";
import { usePrompts } from "@/lib/prompts";
import { useChoosePersona } from "./use-choose-persona";

/** The others are in the menu at the message field. */
const SHOWN = 4;

/** The personas that were used last. */
export function PersonaRow() {
  const { t } = useTranslation("prompts");
  const choose = useChoosePersona(null);
  const focus = useComposerRequest((state) => state.focus);
  const personas = (usePrompts().data?.personas ?? []).filter((persona) => !persona.hidden).slice(0, SHOWN);
  if (personas.length === 0) return null;
  return (
    <ul
      aria-label={t("choose.cards")}
      className="flex max-w-full animate-fade flex-wrap justify-center gap-2"
    >
      {personas.map((persona) => (
        <li key={persona.id} className="min-w-0">
          <button
            type="button"
            title={persona.description}
            onClick={() => {
              focus();
              void choose(persona);
            }}
            className="flex max-w-full items-center gap-2 rounded-full border border-line bg-surface px-3.5 py-1.5 text-[13px] text-text-2 transition-colors hover:border-line-strong hover:bg-raised hover:text-text"
          >
            {persona.icon !== "" && <span aria-hidden="true">{persona.icon}</span>}
            <span className="truncate">{persona.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
