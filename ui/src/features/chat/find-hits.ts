import type { FoundIn } from "@/ipc/generated";
import { placeOf } from "./drawn/block-boxes";
import { elementOf } from "./message-places";

/** A place where the words stand. */
export interface Hit {
  /** Null outside of messages. */
  message: string | null;
  /** Which one in its message, from 0 on. */
  nth: number;
  /** Null where the message is not drawn. */
  range: Range | null;
}

export function isSame(one: Hit, other: Hit): boolean {
  return one.message === other.message && one.nth === other.nth;
}

/** All places in the order of the conversation: those found in what `root` shows, and those that the core counted in messages that are not drawn. */
export function hitsIn(root: Element, ranges: readonly Range[], counted: readonly FoundIn[]): Hit[] {
  const shown = withNumbers(ranges);
  const hits: Hit[] = [];
  let next = 0;
  for (const { message, count } of counted) {
    const box = elementOf(message);
    if (box && (box.dataset.box === undefined || !root.contains(box))) continue;
    // What is not read yet stands before everything else.
    for (let hit = shown[next]; box && hit?.range && isBefore(hit.range, box); hit = shown[next]) {
      hits.push(hit);
      next += 1;
    }
    for (let nth = 0; nth < count; nth += 1) hits.push({ message, nth, range: null });
  }
  return [...hits, ...shown.slice(next)];
}

/** The first place that is in view or below, else the last one; -1 where there is none. */
export function nearest(hits: readonly Hit[], root: Element | null): number {
  const edge = root?.closest("[role=log]")?.getBoundingClientRect().top ?? 0;
  const below = hits.findIndex(({ message, range }) => {
    const element = range ? range.startContainer.parentElement : message && elementOf(message);
    return element && placeOf(element).getBoundingClientRect().bottom >= edge;
  });
  return below === -1 ? hits.length - 1 : below;
}

function withNumbers(ranges: readonly Range[]): Hit[] {
  let before: Hit | null = null;
  return ranges.map((range) => {
    const element = range.startContainer.parentElement?.closest<HTMLElement>("[data-message]");
    const message = element?.dataset.message ?? null;
    before = { message, nth: before?.message === message ? before.nth + 1 : 0, range };
    return before;
  });
}

function isBefore(range: Range, box: Element): boolean {
  return (range.startContainer.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}
