import { useQueryClient } from "@tanstack/react-query";
import { memo, useEffect, useId, useLayoutEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { OmissionNote } from "@/features/parameters/public";
import type { MessageView, TurnStatus } from "@/ipc/generated";
import { bodyOf, hostsOf, keepBody, restBody } from "./bodies";
import { useBranchActions } from "./branch-actions";
import { boxesOf, openBox } from "./drawn/block-boxes";
import { MessageBox } from "./drawn/message-box";
import { useIsDrawn } from "./drawn/use-drawn";
import { Dropped } from "./dropped";
import { ErrorCard } from "./error-card";
import { InterruptedNotice } from "./interrupted-notice";
import { AnswerActions } from "./message-actions";
import { MessageMeta } from "./message-meta";
import { MessageParts } from "./message-parts";
import { standing } from "./message-state";
import { OverflowNote } from "./overflow-note";
import { PickActions } from "./pick-actions";
import { QuestionArticle } from "./question-article";
import { isRouted, RouteNote } from "./route-note";
import { Sources } from "./sources";
import type { MessageBody } from "./stream/message-body";
import { concludeFromHistory, followTurn, useTurns } from "./turns";
import { TypingIndicator } from "./typing-indicator";
import { useHasParts } from "./use-has-parts";
import { useMessageActions } from "./use-message-actions";

/** What is told also in the middle of an answer. */
const SILENT: TurnStatus["type"][] = ["waiting", "retrying", "summarising", "limited", "trying"];

interface ArticleProps {
  conversation: string;
  message: MessageView;
  busy: boolean;
  /** Nothing stands below it. */
  last: boolean;
}

/** One message of the transcript, or a box of its height while it is far from what is in view. */
export const MessageArticle = memo(function MessageArticle({
  conversation,
  message,
  busy,
  last,
}: ArticleProps) {
  const isDrawn = useIsDrawn(message.id);
  if (!isDrawn) return <MessageBox message={message} />;
  return message.role === "user" ? (
    <QuestionArticle conversation={conversation} message={message} busy={busy} last={last} />
  ) : (
    <AnswerArticle conversation={conversation} message={message} busy={busy} />
  );
});

interface AnswerProps extends Omit<ArticleProps, "last"> {
  /** Stands side by side with others, of which one is to be picked. */
  compared?: boolean;
}

export function AnswerArticle({ conversation, message, busy, compared = false }: AnswerProps) {
  const { t } = useTranslation("chat");
  const heading = useId();
  const body = useBody(conversation, message);
  const followed = useTurns((state) => state.followed[message.id]);
  const { state, error } = standing(message, followed);
  const actions = useMessageActions(conversation, message, compared);
  useLayoutEffect(() => {
    // A column scrolls by itself, and nobody looks for boxes there.
    if (compared) for (const host of hostsOf(message.id)) for (const box of [...boxesOf(host)]) openBox(box);
  }, [compared, message]);
  const branch = useBranchActions(conversation, message);
  const hasParts = useHasParts(body);
  const streaming = state === "streaming";
  const status = followed?.status ?? null;
  // Silence is also told when it comes in the middle of an answer.
  const quiet = streaming && (!hasParts || (status !== null && SILENT.includes(status.type)));
  return (
    <article
      aria-labelledby={heading}
      data-status={state}
      data-message={message.id}
      data-role="assistant"
      // Reached by keys that go from message to message.
      tabIndex={-1}
      className="message min-w-0"
    >
      <h2 id={heading} className="sr-only">
        {t("assistant")}
      </h2>
      {/* Who says it stays in sight in a column that scrolls, whose own padding WebKit would keep free above it. */}
      <div className={compared ? "sticky top-0 z-10 bg-surface pt-3.5 pb-px" : undefined}>
        <MessageMeta message={streaming && followed?.answering ? followed.answering : message} state={state}>
          {!streaming && message.route && isRouted(message.route) && (
            <RouteNote route={message.route} answered={message.provider_name} />
          )}
        </MessageMeta>
      </div>
      <Dropped dropped={message.dropped} />
      {!streaming && message.route && <OverflowNote route={message.route} />}
      <MessageParts body={body} />
      <Sources sources={message.sources} />
      {quiet && (
        <TypingIndicator
          status={status}
          provider={followed?.answering?.provider_name ?? message.provider_name}
        />
      )}
      {error && (
        <ErrorCard
          error={error}
          provider={message.provider_name}
          hasWords={hasParts}
          onRemedy={actions.remedy}
        />
      )}
      {state === "interrupted" && !error && <InterruptedNotice onContinue={actions.continue} />}
      {!streaming && <OmissionNote omissions={message.omissions} />}
      {compared && <PickActions message={message} body={body} streaming={streaming} onPick={branch.pick} />}
      {!compared && !streaming && message.turn === null && (
        <AnswerActions
          conversation={conversation}
          message={message}
          body={body}
          busy={busy}
          actions={actions}
          branch={branch}
        />
      )}
    </article>
  );
}

/** The message's body: filled from the history when it is sealed, by its turn while that runs. */
function useBody(conversation: string, message: MessageView): MessageBody {
  const client = useQueryClient();
  const { id, turn, parts } = message;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new body takes them from here.
  const body = useMemo(() => bodyOf(id, turn === null ? parts : undefined), [id]);

  useLayoutEffect(() => {
    keepBody(id, body);
    return () => {
      const followed = useTurns.getState().followed[id];
      if (!followed || followed.ended) restBody(id);
    };
  }, [id, body]);

  useLayoutEffect(() => {
    if (turn !== null) return;
    if (!body.sealed) body.load(parts);
    concludeFromHistory(message);
  }, [body, turn, parts, message]);

  useEffect(() => {
    if (turn !== null) followTurn(client, conversation, id, turn);
  }, [client, conversation, id, turn]);

  return body;
}
