import { type RefObject, useEffect, useMemo, useSyncExternalStore } from "react";
import { flushSync } from "react-dom";
import { useReading } from "@/features/voice/public";
import type { ConversationView } from "@/ipc/generated";
import type { BottomAnchor } from "../use-bottom-anchor";
import { drawn } from "./drawn";

/** What is nearer to what is in view is drawn before the reader comes there. */
const NEAR_PX = 1_200;
/** What is farther is drawn no longer. */
const FAR_PX = 3_600;

export function useIsDrawn(message: string): boolean {
  return useSyncExternalStore(
    (listener) => drawn.subscribe(message, listener),
    () => drawn.has(message),
  );
}

/** Draws the messages, children of `column`, as the reader comes near them, and those no longer that are far. */
export function useDrawn(
  view: ConversationView | undefined,
  column: RefObject<HTMLElement | null>,
  { scroller, settle }: BottomAnchor,
): void {
  const conversation = view?.id;
  const messages = view?.messages;
  useMemo(() => {
    if (conversation === undefined || messages === undefined) return;
    drawn.admit(conversation, messages, scroller.current?.clientHeight || window.innerHeight);
  }, [conversation, messages, scroller]);

  useEffect(() => () => drawn.clear(), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other messages may be as high, and then no size tells of them.
  useEffect(() => {
    const [view, list] = [scroller.current, column.current];
    if (!view || !list) return;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      const { seen, near } = missing(view, list);
      const wanted = seen.length > 0 ? seen : near.slice(0, 1);
      if (wanted.length === 0) return;
      const leave = far(view, list);
      flushSync(() => drawn.change(wanted, leave));
      settle();
      // Never so much at once that the reader would feel it.
      frame = requestAnimationFrame(look);
    };
    const observer = new ResizeObserver(look);
    observer.observe(view);
    observer.observe(list);
    view.addEventListener("scroll", look, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      view.removeEventListener("scroll", look);
    };
  }, [messages, scroller, column, settle]);
}

/** The messages that are not drawn, in view and near it, the nearest first. */
function missing(view: HTMLElement, list: HTMLElement): { seen: string[]; near: string[] } {
  const top = view.scrollTop;
  const bottom = top + view.clientHeight;
  const seen: string[] = [];
  const near: { message: string; distance: number }[] = [];
  const { children } = list;
  for (let at = firstBelow(children, top - NEAR_PX); at < children.length; at += 1) {
    const element = children[at] as HTMLElement;
    const [from, to] = edges(element);
    if (from > bottom + NEAR_PX) break;
    const { message, box } = element.dataset;
    if (message === undefined || box === undefined) continue;
    const distance = Math.max(top - to, from - bottom);
    if (distance < 0) seen.push(message);
    else near.push({ message, distance });
  }
  near.sort((one, other) => one.distance - other.distance);
  return { seen, near: near.map(({ message }) => message) };
}

/** The messages that need not be drawn any longer, with their heights. */
function far(view: HTMLElement, list: HTMLElement): Map<string, number> {
  const top = view.scrollTop - FAR_PX;
  const bottom = view.scrollTop + view.clientHeight + FAR_PX;
  const leave = new Map<string, number>();
  for (const element of list.querySelectorAll<HTMLElement>(":scope > [data-message]:not([data-box])")) {
    const [from, to] = edges(element);
    const message = element.dataset.message ?? "";
    if ((to < top || from > bottom) && !isNeeded(element, message)) {
      leave.set(message, element.getBoundingClientRect().height);
    }
  }
  return leave;
}

/** Something goes on in it: it is written or read aloud, has the focus or an end of the selection, or the reader has opened something. */
function isNeeded(element: HTMLElement, message: string): boolean {
  const selection = document.getSelection();
  return (
    element.dataset.status === "streaming" ||
    useReading.getState().reading?.message === message ||
    element.contains(document.activeElement) ||
    element.contains(selection?.anchorNode ?? null) ||
    element.contains(selection?.focusNode ?? null) ||
    element.querySelector('[aria-expanded="true"], textarea') !== null
  );
}

/** The first child whose lower edge is below the place. */
function firstBelow(children: HTMLCollection, place: number): number {
  let [from, to] = [0, children.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (edges(children[middle] as HTMLElement)[1] > place) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Within what scrolls, in px. */
function edges({ offsetTop, offsetHeight }: HTMLElement): [top: number, bottom: number] {
  return [offsetTop, offsetTop + offsetHeight];
}
