import { notifyManager, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { invoke } from "@/ipc/client";
import type { FoundIn } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { findRanges } from "@/lib/find-ranges";
import { showMarks } from "@/lib/highlights";
import { keys } from "@/lib/query";
import { showPlace } from "@/lib/show-place";
import { showToast } from "@/lib/toasts";
import { type Hit, hitsIn, isSame, nearest } from "./find-hits";
import { articleOf, elementOf } from "./message-places";
import { uncover } from "./stream/code-block";

/** After this long without a change the text is looked through again. */
const SETTLED_MS = 120;
const NOTHING: FoundIn[] = [];

interface Found {
  count: number;
  /** From 1 on; 0 where there is none. */
  at: number;
  /** The whole conversation has been looked through for these words. */
  settled: boolean;
  step: (by: 1 | -1) => void;
}

/**
 * Finds words in a conversation and goes on finding while an answer is written: in what the element shows of it, and in the
 * messages that are not drawn, where the core counts them.
 */
export function useFind(
  conversation: string | null,
  root: RefObject<HTMLElement | null>,
  words: string,
): Found {
  const client = useQueryClient();
  const errorText = useErrorText();
  const asks = conversation !== null && words !== "";
  const { data: counted = NOTHING, isPending } = useQuery({
    queryKey: keys.foundIn(conversation, words),
    queryFn: () => invoke("find_in_conversation", { conversation: conversation ?? "", words }),
    enabled: asks,
    staleTime: 0,
  });
  const settled = !(asks && isPending);
  const [hits, setHits] = useState<Hit[]>([]);
  const [current, setCurrent] = useState<Hit | null>(null);
  const at = Math.max(0, current ? hits.findIndex((hit) => isSame(hit, current)) : 0);
  /** For which the reader was brought to a place. */
  const sought = useRef("");

  const look = useCallback((): Hit[] => {
    const content = root.current;
    const found = content ? hitsIn(content, findRanges(content, [words]), counted) : [];
    setHits(found);
    return found;
  }, [root, words, counted]);

  /** Draws the message in which a place is. */
  const draw = useCallback(
    async (message: string): Promise<void> => {
      if (elementOf(message) === null && conversation !== null) {
        const view = await invoke("reveal_message", { conversation, message });
        client.setQueryData(keys.conversation(conversation), view);
      }
      // The query tells its readers a moment later, and within an effect nothing can be drawn at once.
      await new Promise<void>((done) => notifyManager.schedule(done));
      flushSync(() => undefined);
      const folded = articleOf(message)?.querySelector<HTMLElement>("[data-unfold][aria-expanded=false]");
      if (folded) flushSync(() => folded.click());
    },
    [client, conversation],
  );

  const goTo = useCallback(
    async (list: readonly Hit[], index: number, by: 1 | -1, tried: readonly string[] = []): Promise<void> => {
      const wanted = list[index];
      if (!wanted || wanted.range || wanted.message === null || tried.includes(wanted.message)) {
        setCurrent(wanted ?? null);
        if (wanted?.range) show(wanted.range);
        return;
      }
      const { message, nth } = wanted;
      try {
        await draw(message);
      } catch (cause) {
        showToast({ tone: "error", text: errorText(cause) });
        return;
      }
      if (sought.current !== words) return;
      const found = look();
      const own = (hit: Hit) => hit.message === message && hit.range !== null;
      const first = found.findIndex(own);
      const count = found.filter(own).length;
      const fromBelow = by === -1 && list[index + 1]?.message !== message;
      if (count > 0) return goTo(found, first + (fromBelow ? count - 1 : Math.min(nth, count - 1)), by);
      // The core found it in something that is not shown: on to the next, as long as there are any.
      const next = list.at((index + by) % list.length);
      const then = next ? found.findIndex((hit) => isSame(hit, next)) : -1;
      return goTo(found, then === -1 ? nearest(found, root.current) : then, by, [...tried, message]);
    },
    [draw, look, words, errorText, root],
  );

  useEffect(() => {
    const content = root.current;
    if (!content) return;
    const found = look();
    // Not for each new place: a growing answer must not pull the reader along.
    if (settled && (sought.current !== words || found.length === 0)) {
      sought.current = words;
      void goTo(found, nearest(found, content), -1);
    }
    let timer: number | undefined;
    const observer = new MutationObserver(() => {
      window.clearTimeout(timer);
      timer = window.setTimeout(look, SETTLED_MS);
    });
    observer.observe(content, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      window.clearTimeout(timer);
    };
  }, [root, look, goTo, settled, words]);

  useEffect(() => {
    const range = hits[at]?.range;
    showMarks(
      "find",
      hits.flatMap((hit) => hit.range ?? []),
    );
    showMarks("find-current", range ? [range] : []);
    return () => {
      showMarks("find", []);
      showMarks("find-current", []);
    };
  }, [hits, at]);

  const step = useCallback(
    (by: 1 | -1) => {
      void goTo(hits, (at + by + hits.length) % Math.max(1, hits.length), by);
    },
    [at, hits, goTo],
  );
  return { count: hits.length, at: hits.length === 0 ? 0 : at + 1, settled, step };
}

/** Unfolds what the place lies in and brings it into view. */
function show(range: Range): void {
  const element = range.startContainer.parentElement;
  for (
    let folded = element?.closest("[hidden]");
    folded;
    folded = folded.parentElement?.closest("[hidden]")
  ) {
    if (folded.id === "") break;
    document.querySelector<HTMLElement>(`[aria-controls="${CSS.escape(folded.id)}"]`)?.click();
  }
  uncover(element);
  requestAnimationFrame(() => {
    const message = element?.closest<HTMLElement>("[data-message]");
    if (element && message) showPlace(message, element);
    else element?.scrollIntoView({ block: "center" });
    toView(range);
  });
}

/** Of what is taller than the window only the beginning may be in view. */
function toView(range: Range): void {
  const scroller = range.startContainer.parentElement?.closest("[role=log]");
  if (!scroller) return;
  const [place, view] = [range.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (place.top < view.top || place.bottom > view.bottom)
    scroller.scrollTop += place.top - view.top - view.height / 2;
}
