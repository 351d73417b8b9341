import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { openBoxAround, placeOf } from "./drawn/block-boxes";
import { elementOf, placesAtUpperEdge } from "./message-places";

/** Distance from the end that still counts as being there: less than a line. */
const NEAR_PX = 24;
const SCROLL_KEYS = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

export interface BottomAnchor {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** The reader has left the end and there is something below. */
  away: boolean;
  jumpToLatest: () => void;
  /** Call after heights have changed: puts what is in view where it was. */
  settle: () => void;
  /** Stays where the reader is put, instead of at the end. */
  unpin: () => void;
  /** Brings a place within a message into view, and holds it there until the reader goes elsewhere. */
  show: (message: HTMLElement, place: Element) => void;
}

/** What stays where it is in view. */
interface Held {
  /** A block and its message, or that alone, each with its place in what scrolls. When the first is gone the other one counts. */
  anchors: { element: Element; top: number }[];
  /** It was asked for; else it is what happens to be at the upper edge. */
  asked: boolean;
}

/**
 * Keeps the end of the transcript in view while it grows, until the reader wheels, presses a key that scrolls, or presses
 * a pointer; then nothing moves by itself, whatever grows above, until the reader is back at the end or asks for it. `subject` is what is shown:
 * another subject starts at its end.
 */
export function useBottomAnchor(subject: string | null): BottomAnchor {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const held = useRef<Held | null>(null);
  const [away, setAway] = useState(false);

  const look = useCallback(() => {
    const element = scroller.current;
    if (element) setAway(!pinned.current && !isAtEnd(element));
  }, []);

  const jumpToLatest = useCallback(() => {
    pinned.current = true;
    setAway(false);
    toEnd(scroller.current);
  }, []);

  // WebKit does not hold what is in view still while something above it comes in or grows.
  const hold = useCallback(() => {
    const element = scroller.current;
    const known = held.current;
    if (!element) return;
    const places = known?.asked
      ? thoseThere(known).map(({ element }) => element)
      : placesAtUpperEdge(element);
    if (places.length > 0) held.current = heldAt(element, places, known?.asked ?? false);
  }, []);
  const keep = useCallback(() => {
    const element = scroller.current;
    const [known] = held.current ? thoseThere(held.current) : [];
    if (element && known) element.scrollTop += topIn(element, known.element) - known.top;
    hold();
  }, [hold]);

  const settle = useCallback(() => {
    if (pinned.current) toEnd(scroller.current);
    else keep();
    look();
  }, [keep, look]);

  const unpin = useCallback(() => {
    if (held.current) held.current.asked = false;
    if (pinned.current) hold();
    pinned.current = false;
    look();
  }, [look, hold]);

  const show = useCallback(
    (message: HTMLElement, place: Element) => {
      unpin();
      openBoxAround(place);
      // Of what is taller than the window the beginning is read first.
      const tall = place.getBoundingClientRect().height > (scroller.current?.clientHeight ?? 0);
      place.scrollIntoView({ block: tall ? "start" : "center" });
      const block = place.closest(".md > *");
      if (scroller.current)
        held.current = heldAt(scroller.current, block ? [block, message] : [message], true);
    },
    [unpin],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject is the reason to start anew.
  useLayoutEffect(jumpToLatest, [subject, jumpToLatest]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return;
    let pressed = false;

    const observer = new ResizeObserver(settle);
    observer.observe(element);
    observer.observe(inner);

    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0) unpin();
      else if (held.current) held.current.asked = false;
    };
    const onKey = (event: KeyboardEvent) => {
      if (SCROLL_KEYS.has(event.key) && !isEditable(event.target)) unpin();
    };
    // Who goes by keys to what cannot be seen from the end has left that; not whoever comes back to the window.
    const onFocus = ({ target, relatedTarget }: FocusEvent) => {
      if (!pinned.current || relatedTarget === null || !(target instanceof Element)) return;
      const bottom = topIn(element, target) + target.getBoundingClientRect().height;
      if (bottom < element.scrollHeight - element.clientHeight) unpin();
    };
    // While a pointer is down the text under it must hold still: a selection, a click, the scroll bar.
    const onPointerDown = () => {
      pressed = pinned.current;
      unpin();
    };
    const onPointerUp = () => {
      if (pressed && document.getSelection()?.isCollapsed !== false && isAtEnd(element))
        pinned.current = true;
      pressed = false;
      look();
    };
    let lastTop = element.scrollTop;
    const onScroll = () => {
      // Only on the way down: a slow wheel upwards is still near the end, and must not be pulled back.
      if (!pressed && element.scrollTop > lastTop && isAtEnd(element)) pinned.current = true;
      // Something may have come in above since, of which the observer hears only after this.
      if (!pinned.current) keep();
      lastTop = element.scrollTop;
      look();
    };

    element.addEventListener("wheel", onWheel, { passive: true });
    element.addEventListener("touchmove", unpin, { passive: true });
    element.addEventListener("keydown", onKey);
    element.addEventListener("focusin", onFocus);
    element.addEventListener("pointerdown", onPointerDown);
    element.addEventListener("scroll", onScroll, { passive: true });
    window.addEventListener("pointerup", onPointerUp);
    window.addEventListener("pointercancel", onPointerUp);
    return () => {
      observer.disconnect();
      element.removeEventListener("wheel", onWheel);
      element.removeEventListener("touchmove", unpin);
      element.removeEventListener("keydown", onKey);
      element.removeEventListener("focusin", onFocus);
      element.removeEventListener("pointerdown", onPointerDown);
      element.removeEventListener("scroll", onScroll);
      window.removeEventListener("pointerup", onPointerUp);
      window.removeEventListener("pointercancel", onPointerUp);
    };
  }, [look, keep, unpin, settle]);

  return { scroller, content, away, jumpToLatest, settle, unpin, show };
}

function heldAt(scroller: HTMLElement, elements: readonly Element[], asked: boolean): Held {
  // A column of a comparison scrolls by itself: what is in it stands still only as a whole.
  const still = new Set(elements.map((element) => element.closest(".comparison") ?? element));
  return { anchors: [...still].map((element) => ({ element, top: topIn(scroller, element) })), asked };
}

/** What is held and still has a place, or what has come there, with the place that it had. */
function thoseThere({ anchors }: Held): Held["anchors"] {
  return anchors.flatMap(({ element, top }) => {
    const now = placeOf(element);
    // Of a box only the first block stands where it does.
    if (now.matches(".md-box") && now !== element && now.nextElementSibling !== element) return [];
    const message = element instanceof HTMLElement ? element.dataset.message : undefined;
    const there = now.isConnected || message === undefined ? now : elementOf(message);
    return there?.isConnected ? [{ element: there, top }] : [];
  });
}

/** In px, from the beginning of all that scrolls. */
function topIn(scroller: HTMLElement, element: Element): number {
  return element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
}

function toEnd(element: HTMLElement | null): void {
  if (element) element.scrollTop = element.scrollHeight;
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_PX;
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA)$/.test(target.tagName))
  );
}
