import { type RefObject, useCallback, useEffect, useState } from "react";
import { findRanges } from "@/lib/find-ranges";
import { showMarks } from "@/lib/highlights";
import { uncover } from "./stream/code-block";

/** After this long without a change the text is looked through again. */
const SETTLED_MS = 120;

interface Found {
  count: number;
  /** From 1 on; 0 where nothing was found. */
  at: number;
  step: (by: 1 | -1) => void;
}

/** Finds words in what the element shows and goes on finding while an answer is written. */
export function useFind(root: RefObject<HTMLElement | null>, words: string): Found {
  const [{ ranges, sought }, setFound] = useState<{ ranges: Range[]; sought: string }>({
    ranges: [],
    sought: "",
  });
  const [index, setIndex] = useState(0);
  const at = Math.min(index, Math.max(0, ranges.length - 1));

  useEffect(() => {
    const content = root.current;
    if (!content) return;
    const look = () => setFound({ ranges: findRanges(content, [words]), sought: words });
    look();
    setIndex(0);
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
  }, [root, words]);

  useEffect(() => {
    const current = ranges[at];
    showMarks("find", ranges);
    showMarks("find-current", current ? [current] : []);
    return () => {
      showMarks("find", []);
      showMarks("find-current", []);
    };
  }, [ranges, at]);

  // Not for each new range: a growing answer must not pull the reader along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words that were found and the step are the reason to scroll.
  useEffect(() => {
    const current = ranges[at];
    if (current) show(current);
  }, [sought, at, ranges.length > 0]);

  const step = useCallback(
    (by: 1 | -1) => setIndex((at + by + ranges.length) % Math.max(1, ranges.length)),
    [at, ranges.length],
  );
  return { count: ranges.length, at: ranges.length === 0 ? 0 : at + 1, step };
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
  requestAnimationFrame(() => element?.scrollIntoView({ block: "center" }));
}
