import { type RefObject, useEffect, useMemo, useSyncExternalStore } from "react";
import { flushSync } from "react-dom";
import { useReading } from "@/features/voice/public";
import type { ConversationView } from "@/ipc/generated";
import { hostsOf } from "../bodies";
import type { BottomAnchor } from "../use-bottom-anchor";
import { box, boxesOf, farBlocks, openBox, type Run } from "./block-boxes";
import { drawn } from "./drawn";

/** What is nearer to what is in view is drawn before the reader comes there. */
const NEAR_PX = 1_200;
/** What is farther is drawn no longer. */
const FAR_PX = 3_600;
/** A message that is not as high comes back as a whole. */
const TALL_PX = 2_000;

export function useIsDrawn(message: string): boolean {
  return useSyncExternalStore(
    (listener) => drawn.subscribe(message, listener),
    () => drawn.has(message),
  );
}

/** Draws the messages, children of `column`, and their blocks as the reader comes near them, and those no longer that are far. */
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
    let height = 0;
    const change = (boxes: readonly Element[]): void => {
      height = view.scrollHeight;
      const leaving = far(view, list);
      const tried = new Set<Element>();
      let next = boxes;
      do {
        for (const element of next) tried.add(element);
        draw(next, leaving);
        settle();
        // What was in them may be in boxes of its own, and other heights bring more into view.
        next = missing(view, list).seen.filter((element) => !tried.has(element));
      } while (next.length > 0);
    };
    const look = () => {
      const { seen, near } = missing(view, list);
      // A long answer that is written leaves what is above, too.
      const grown = view.scrollHeight > height + TALL_PX;
      if (seen.length > 0 || grown) change(seen);
      if (near.length > 0 && frame === 0) frame = requestAnimationFrame(drawNearest);
    };
    /** Never so much at once that the reader would feel it. */
    const drawNearest = () => {
      frame = 0;
      const [nearest] = missing(view, list).near;
      if (!nearest) return;
      change([nearest]);
      look();
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

/** What is drawn no longer: messages, with their heights, and blocks of those that stay. */
interface Leaving {
  messages: Map<string, number>;
  blocks: Run[];
}

/** Draws what boxes stand for, of messages and of blocks, and puts others in boxes. */
function draw(boxes: readonly Element[], leaving: Leaving): void {
  const messages = boxes.flatMap((element) =>
    element instanceof HTMLElement && element.dataset.message ? [element.dataset.message] : [],
  );
  box(leaving.blocks.splice(0));
  for (const element of boxes) if (element.matches(".md-box")) openBox(element);
  if (messages.length + leaving.messages.size > 0) flushSync(() => drawn.change(messages, leaving.messages));
  leaving.messages = new Map();
}

/** The boxes in view and near it, the nearest first. */
function missing(view: HTMLElement, list: HTMLElement): { seen: Element[]; near: Element[] } {
  const { top, bottom } = view.getBoundingClientRect();
  const seen: Element[] = [];
  const near: { element: Element; distance: number }[] = [];
  const look = (element: Element) => {
    const edges = element.getBoundingClientRect();
    // Folded away.
    if (edges.height === 0 && element.matches(".md-box")) return;
    const distance = Math.max(top - edges.bottom, edges.top - bottom);
    if (distance < 0) seen.push(element);
    else if (distance <= NEAR_PX) near.push({ element, distance });
  };
  const { children } = list;
  for (let at = firstBelow(children, top - NEAR_PX); at < children.length; at += 1) {
    const element = children[at] as HTMLElement;
    if (element.getBoundingClientRect().top > bottom + NEAR_PX) break;
    if (element.dataset.box !== undefined) look(element);
    else
      for (const host of hostsOf(element.dataset.message ?? "")) for (const box of boxesOf(host)) look(box);
  }
  near.sort((one, other) => one.distance - other.distance);
  return { seen, near: near.map(({ element }) => element) };
}

/** What need not be drawn any longer. */
function far(view: HTMLElement, list: HTMLElement): Leaving {
  const edges = view.getBoundingClientRect();
  const isAbove = (_top: number, bottom: number) => bottom < edges.top - FAR_PX;
  const isFar = (top: number, bottom: number) => isAbove(top, bottom) || top > edges.bottom + FAR_PX;
  const leaving: Leaving = { messages: new Map(), blocks: [] };
  for (const element of list.children as HTMLCollectionOf<HTMLElement>) {
    if (element.hasAttribute("data-box")) continue;
    const { message } = element.dataset;
    if (message === undefined) continue;
    const { top, bottom, height } = element.getBoundingClientRect();
    const leaves = isFar(top, bottom) && !isNeeded(element, message);
    if (leaves) leaving.messages.set(message, height);
    if (height > TALL_PX && useReading.getState().reading?.message !== message) {
      // What is written may still change at its end.
      const goes = element.dataset.status === "streaming" ? isAbove : isFar;
      for (const host of hostsOf(message)) leaving.blocks.push(...farBlocks(host, goes));
    }
  }
  return leaving;
}

/** Something goes on in it: it is written or read aloud, it has the focus or an end of the selection, or the reader has opened something. */
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
    if ((children[middle] as HTMLElement).getBoundingClientRect().bottom > place) to = middle;
    else from = middle + 1;
  }
  return from;
}
