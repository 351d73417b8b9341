import { useTranslation } from "react-i18next";
import type { PersonaView } from "@/ipc/generated";
import { useComposerRequest } from "@/lib/composer-request";

const GENERAL = ["explain", "rewrite", "compare", "code"] as const;
const GUIDE = ["guideKey", "guideLocal", "guideData"] as const;

interface StartersProps {
  guide: boolean;
  /** Its own go before the general ones. */
  persona: PersonaView | null;
}

/** Beginnings of a message. They fill the Message field; the person finishes and sends. */
export function Starters({ guide, persona }: StartersProps) {
  const { t } = useTranslation();
  const { t: personas } = useTranslation("persona");
  const fill = useComposerRequest((state) => state.fill);
  const own = guide ? [] : (persona?.starters ?? []);
  const starters = guide
    ? GUIDE.map((id) => ({ id, label: t(`welcome.starter.${id}`), text: t(`welcome.starter.${id}`) }))
    : GENERAL.map((id) => ({
        id,
        label: t(`welcome.starter.${id}`),
        text: t(`welcome.starter.${id}Text`),
      }));
  const shown = own.length === 0 ? starters : own.map((text) => ({ id: text, label: text.trim(), text }));
  const label =
    persona && own.length > 0 ? personas("starters", { name: persona.name }) : t("welcome.starters");
  return (
    <ul aria-label={label} className="flex max-w-full flex-wrap justify-center gap-2">
      {shown.map((starter) => (
        <li key={starter.id} className="min-w-0">
          <button
            type="button"
            onClick={() => fill(starter.text)}
            className="max-w-full truncate rounded-full border border-line px-3.5 py-1.5 text-[13px] text-text-2 transition-colors hover:border-line-strong hover:bg-surface hover:text-text"
          >
            {starter.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
