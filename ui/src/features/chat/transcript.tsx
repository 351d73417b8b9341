import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { Button } from "@/components/ui/button";
import { toIpcError } from "@/ipc/error";
import { useConversation } from "@/lib/core";
import { useFindBar } from "@/lib/find-bar";
import { LazySource } from "@/lib/lazy-source";
import { provideShow } from "@/lib/show-place";
import { Announcer } from "./announcer";
import { freeResting, noteWrap, renameBodies } from "./bodies";
import { DiagramMenuHost } from "./diagrams/diagram-menu-host";
import { useDrawn } from "./drawn/use-drawn";
import { findBar } from "./find-source";
import { LinkConfirm } from "./link-confirm";
import { MapHost } from "./map-host";
import { MessageArticle } from "./message-article";
import { useMessageKeys } from "./message-keys";
import { PendingMessages } from "./pending-messages";
import { TableMenuHost } from "./table-menu-host";
import { isStreaming, NEW_CHAT, settlePending, useTurns } from "./turns";
import { useBlockClicks } from "./use-block-clicks";
import { useBottomAnchor } from "./use-bottom-anchor";
import { useEarlier } from "./use-earlier";
import { useEscape } from "./use-escape";
import { useReveal } from "./use-reveal";
import { ViewerHost } from "./viewer-host";

const comparisonPart = new LazySource(async () => (await import("./comparison")).Comparison);

interface TranscriptProps {
  /** Null shows the new chat's first message while it is on its way. */
  conversation: string | null;
}

/** The messages of a conversation, its end in view unless the reader has left it. */
export function Transcript({ conversation }: TranscriptProps) {
  const { t, i18n } = useTranslation("chat");
  const { t: branches } = useTranslation("branches");
  const { data: view, error } = useConversation(conversation);
  const slot = conversation ?? NEW_CHAT;
  const streaming = useTurns((state) => isStreaming(state, conversation));
  const pending = useTurns((state) => state.pending[slot]);
  const anchor = useBottomAnchor(conversation);
  const column = useRef<HTMLDivElement>(null);
  const [link, closeLink] = useBlockClicks(anchor.content, conversation);
  const arrived =
    pending !== undefined && (view?.messages.some((message) => message.id === pending.sent) ?? false);
  const { jumpToLatest, show } = anchor;
  const finding = useFindBar((state) => state.open) && conversation !== null;
  const earlier = useEarlier(view, anchor.scroller);
  useDrawn(view, column, anchor);
  useReveal(conversation, view, anchor.show);
  useMessageKeys(anchor);
  useEffect(() => provideShow(show), [show]);

  // Whoever sends wants to see the answer.
  const pendingKey = pending?.key;
  useLayoutEffect(() => {
    if (pendingKey !== undefined) jumpToLatest();
  }, [pendingKey, jumpToLatest]);

  useEffect(() => {
    if (arrived) settlePending(slot);
  }, [arrived, slot]);

  useEscape(streaming, conversation);

  useEffect(noteWrap, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is the reason.
  useEffect(() => freeResting, [conversation]);

  useEffect(() => {
    i18n.on("languageChanged", renameBodies);
    return () => i18n.off("languageChanged", renameBodies);
  }, [i18n]);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={anchor.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard.
        tabIndex={0}
        role="log"
        aria-label={t("transcript")}
        data-conversation={conversation}
        // The words are announced once, by the region below, and not while they stream.
        aria-live="off"
        aria-busy={streaming}
        className="transcript relative h-full overflow-y-auto overflow-x-hidden px-3.5 pt-2 pb-6 focus-visible:outline-offset-[-3px] max-sm:px-4"
      >
        <div ref={anchor.content}>
          <div ref={column} className="mx-auto flex max-w-[760px] flex-col gap-[22px]">
            {view?.has_earlier && (
              <Button
                ref={earlier.mark}
                size="small"
                className="self-center"
                aria-disabled={earlier.loading}
                onClick={() => earlier.load()}
              >
                {t("earlier")}
              </Button>
            )}
            {view?.messages.map((message, index) => (
              <MessageArticle
                key={message.id}
                conversation={view.id}
                message={message}
                busy={streaming}
                last={index === view.messages.length - 1 && !view.comparison}
              />
            ))}
            {pending && !arrived && <PendingMessages pending={pending} />}
            {view?.messages.length === 0 && !pending && (
              <p className="py-8 text-center text-text-2">{branches("empty")}</p>
            )}
            {!view && !pending && conversation !== null && (
              <p className={error ? "py-8 text-center text-error" : "sr-only"}>
                {error ? t("loadFailed", { message: toIpcError(error).message }) : t("loading")}
              </p>
            )}
          </div>
          {view?.comparison && (
            <LazyPart source={comparisonPart}>
              {(Comparison) => <Comparison conversation={view.id} answers={view.comparison?.answers ?? []} />}
            </LazyPart>
          )}
        </div>
      </div>
      {/* The words run out softly above the composer. */}
      <div
        aria-hidden="true"
        className="pointer-events-none absolute inset-x-3 bottom-0 h-6 bg-linear-to-t from-bg to-transparent"
      />
      {anchor.away && (
        <button
          type="button"
          onClick={jumpToLatest}
          className="absolute bottom-3 left-1/2 flex -translate-x-1/2 animate-fade items-center gap-1.5 rounded-full border border-line-strong bg-float px-3.5 py-1.5 text-[13px] text-text shadow-pill transition-colors hover:bg-hover"
        >
          <ArrowDown className="size-4" aria-hidden="true" />
          {t("jump")}
        </button>
      )}
      <MapHost />
      <TableMenuHost />
      <DiagramMenuHost />
      <ViewerHost />
      {finding && (
        <LazyPart source={findBar}>
          {(FindBar) => (
            <FindBar conversation={conversation} content={anchor.content} onLeaveEnd={anchor.unpin} />
          )}
        </LazyPart>
      )}
      <Announcer conversation={conversation} />
      <LinkConfirm request={link} onClose={closeLink} />
    </div>
  );
}
