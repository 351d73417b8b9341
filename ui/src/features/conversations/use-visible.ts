import { type RefCallback, useCallback, useEffect, useRef, useState } from "react";
import { useSettings } from "@/lib/settings";
import { type Block, countOf, indexAt, itemAt, ROW_REM } from "./layout";

/** Where nothing is laid out, as in a test: enough for a large window. */
const NO_LAYOUT_PX = 1200;
/** Rows beyond the edges that are drawn already. */
const SPARE = 4;

interface Visible {
  scroller: RefCallback<HTMLElement>;
  /** The numbers of the first and the last item to draw. */
  from: number;
  to: number;
  /** A rem in CSS pixels. */
  rem: number;
  /** Scrolls an item into view. */
  show: (index: number) => void;
}

/** Which items of the list are looked at. */
export function useVisible(blocks: Block[]): Visible {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [view, setView] = useState({ top: 0, height: NO_LAYOUT_PX });
  const { text_size } = useSettings();
  // As `applyAppearance` and the theme have it.
  const rem = (Math.min(20, Math.max(13, text_size)) / 15) * 16;
  const frame = useRef(0);

  useEffect(() => {
    if (!element) return;
    const look = () => {
      frame.current = 0;
      setView((before) => {
        const height = element.clientHeight || NO_LAYOUT_PX;
        const same = before.top === element.scrollTop && before.height === height;
        return same ? before : { top: element.scrollTop, height };
      });
    };
    const onScroll = () => {
      frame.current ||= requestAnimationFrame(look);
    };
    look();
    element.addEventListener("scroll", onScroll, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(element);
    return () => {
      cancelAnimationFrame(frame.current);
      element.removeEventListener("scroll", onScroll);
      size.disconnect();
    };
  }, [element]);

  const show = useCallback(
    (index: number) => {
      const item = itemAt(blocks, index);
      if (!element || !item) return;
      const next = itemAt(blocks, index + 1);
      const [top, bottom] = [item.top * rem, (next?.top ?? item.top + ROW_REM) * rem];
      if (top < element.scrollTop) element.scrollTop = top;
      else if (bottom > element.scrollTop + (element.clientHeight || NO_LAYOUT_PX)) {
        element.scrollTop = bottom - (element.clientHeight || NO_LAYOUT_PX);
      }
    },
    [blocks, element, rem],
  );

  const from = Math.max(0, indexAt(blocks, view.top / rem) - SPARE);
  const to = Math.min(countOf(blocks) - 1, indexAt(blocks, (view.top + view.height) / rem) + SPARE);
  return { scroller: setElement, from, to, rem, show };
}
