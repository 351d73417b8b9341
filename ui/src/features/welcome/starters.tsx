import { useTranslation } from "react-i18next";
import { useComposerRequest } from "@/lib/composer-request";

const GENERAL = ["explain", "rewrite", "compare", "code"] as const;
const GUIDE = ["guideKey", "guideLocal", "guideData"] as const;

/** Beginnings of a message. They fill the Message field; the person finishes and sends. */
export function Starters({ guide }: { guide: boolean }) {
  const { t } = useTranslation();
  const fill = useComposerRequest((state) => state.fill);
  const starters = guide
    ? GUIDE.map((id) => ({ id, label: t(`welcome.starter.${id}`), text: t(`welcome.starter.${id}`) }))
    : GENERAL.map((id) => ({
        id,
        label: t(`welcome.starter.${id}`),
        text: t(`welcome.starter.${id}Text`),
      }));
  return (
    <ul aria-label={t("welcome.starters")} className="flex flex-wrap justify-center gap-2">
      {starters.map((starter) => (
        <li key={starter.id}>
          <button
            type="button"
            onClick={() => fill(starter.text)}
            className="rounded-full border border-line px-3.5 py-1.5 text-[13px] text-text-2 transition-colors hover:border-line-strong hover:bg-surface hover:text-text"
          >
            {starter.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
