import { useTranslation } from "react-i18next";
import type { MessageView } from "@/ipc/generated";
import { AnswerArticle } from "./message-article";
import { standing } from "./message-state";
import { useTurns } from "./turns";
import { useBottomAnchor } from "./use-bottom-anchor";

interface ComparisonProps {
  conversation: string;
  answers: readonly MessageView[];
}

/** Answers to one question side by side, each in a column that scrolls on its own, until one of them is picked. */
export function Comparison({ conversation, answers }: ComparisonProps) {
  const { t } = useTranslation("branches");
  return (
    <section
      aria-label={t("comparison", { count: answers.length })}
      className="mx-auto mt-[22px] max-w-[1400px]"
    >
      <p className="mb-2.5 text-center text-[13px] text-text-2">{t("pickHint")}</p>
      <div className="comparison grid snap-x gap-3 overflow-x-auto pb-2">
        {answers.map((answer) => (
          <Column key={answer.id} conversation={conversation} answer={answer} />
        ))}
      </div>
    </section>
  );
}

function Column({ conversation, answer }: { conversation: string; answer: MessageView }) {
  const anchor = useBottomAnchor(answer.id);
  const state = useTurns((turns) => standing(answer, turns.followed[answer.id]).state);
  return (
    <section
      ref={anchor.scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard.
      tabIndex={0}
      aria-label={answer.model_name ?? answer.model?.model}
      className="max-h-[max(320px,56vh)] snap-start overflow-y-auto overflow-x-hidden rounded-2xl border border-line bg-surface px-4 focus-visible:outline-offset-[-3px]"
    >
      <div ref={anchor.content}>
        <AnswerArticle conversation={conversation} message={answer} busy={state === "streaming"} compared />
      </div>
    </section>
  );
}
