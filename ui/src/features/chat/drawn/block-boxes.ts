import { showPlace } from "@/lib/show-place";

/** Of blocks that are drawn together, in px: no more than fits into a frame of the screen, also without a GPU. */
const BOX_PX = 500;

/** Of a block that has no layout: a box before it, and before others like it, is as high as they are. */
const AWAY = "data-away";
const CONTROLS = "button, a[href], [tabindex='0']";
const NOWHERE = new DOMRect();

/** Those of each part that has some: to look for them costs a walk over all that the message holds. */
const boxes = new WeakMap<Element, Set<Element>>();

/** What stands where a box stood, for whoever held on to that. */
const opened = new WeakMap<Element, Element>();

/** Neighbouring blocks that a box takes the place of. */
export interface Run {
  blocks: HTMLElement[];
  /** In px, as are the margins. */
  height: number;
  margins?: readonly [above: string, below: string];
}

/**
 * Puts the first of a part's blocks into boxes, before anything of them was laid out, so that only those at the end that fill `room` are;
 * all in px.
 */
export function boxEarlier(host: HTMLElement, heights: readonly number[], room: number): void {
  const blocks = [...host.children] as HTMLElement[];
  let end = blocks.length;
  for (let left = room; end > 0 && left > 0; left -= heights[end] ?? 0) end -= 1;
  const runs = runsOf(blocks.slice(0, end).map((block, at) => ({ block, height: heights[at] ?? 0 })));
  // Less than one box of them is drawn sooner than anybody could look.
  if (runs.length > 1) box(runs);
}

/** The blocks of a part that `leaves` names by their edges in the window and that nobody uses, as they have been laid out. */
export function farBlocks(host: Element, leaves: (top: number, bottom: number) => boolean): Run[] {
  const together: { block: HTMLElement; height: number }[][] = [[]];
  for (const block of host.children as HTMLCollectionOf<HTMLElement>) {
    const { top, bottom, height } = block.matches(`.md-box, [${AWAY}]`)
      ? NOWHERE
      : block.getBoundingClientRect();
    if (height > 0 && leaves(top, bottom) && !isUsed(block)) together.at(-1)?.push({ block, height });
    else together.push([]);
  }
  return together.flatMap(runsOf).map(({ blocks }) => measured(blocks));
}

/** Puts a box in front of the blocks that it stands for. They stay where they are, for marks and selections in them, but have no layout. */
export function box(runs: readonly Run[]): void {
  for (const { blocks, height, margins } of runs) {
    const host = blocks[0]?.parentElement;
    if (!host) continue;
    const box = document.createElement("div");
    box.className = "md-box";
    box.style.height = `${height}px`;
    if (margins) [box.style.marginTop, box.style.marginBottom] = margins;
    blocks[0]?.before(box);
    for (const block of blocks) block.setAttribute(AWAY, "");
    // Keys that go from control to control come to those that it stands for.
    if (blocks.some((block) => controlsIn(block).length > 0)) {
      box.tabIndex = 0;
      box.addEventListener("focus", enter);
    }
    boxes.set(host, (boxes.get(host) ?? new Set()).add(box));
  }
}

/** Draws the blocks again. */
export function openBox(box: Element): void {
  const blocks = blocksOf(box);
  if (blocks[0]) opened.set(box, blocks[0]);
  for (const block of blocks) block.removeAttribute(AWAY);
  if (box.parentElement) boxes.get(box.parentElement)?.delete(box);
  box.remove();
}

/** Draws the blocks and gives the focus to the first control in them, or the last where it comes from below. */
function enter({ currentTarget: box, relatedTarget: from }: FocusEvent): void {
  if (!(box instanceof Element)) return;
  const blocks = blocksOf(box);
  const upwards =
    from instanceof Node && (box.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  openBox(box);
  const controls = blocks.flatMap(controlsIn);
  for (const control of upwards ? controls.reverse() : controls) {
    control.focus({ preventScroll: true });
    // Others are folded away.
    if (document.activeElement !== control) continue;
    const message = control.closest<HTMLElement>("[data-message]");
    if (message) showPlace(message, control);
    return;
  }
}

function controlsIn(block: Element): HTMLElement[] {
  const controls = [...block.querySelectorAll<HTMLElement>(CONTROLS)];
  return block instanceof HTMLElement && block.matches(CONTROLS) ? [block, ...controls] : controls;
}

/** Draws what a place lies in, so that it can be scrolled to. */
export function openBoxAround(place: Element): void {
  const box = boxOf(place);
  if (box) openBox(box);
}

/** The boxes of a part. */
export function boxesOf(host: Element): Iterable<Element> {
  return boxes.get(host) ?? [];
}

/** All below an element. */
export function boxesIn(element: Element): Element[] {
  return [...element.getElementsByClassName("md-box")];
}

/** The element, or what has its place in the layout: the box that stands for it, the first block of a box that was opened. */
export function placeOf(element: Element): Element {
  const now = opened.get(element) ?? element;
  return boxOf(now) ?? now;
}

/** Lets what comes in the place of a block be where that was. */
export function carryBox(live: Element, fresh: Element): void {
  fresh.toggleAttribute(AWAY, live.hasAttribute(AWAY));
}

/** Takes a block away, and its box when that was the last one in it. */
export function removeBlock(block: Element): void {
  const box = boxOf(block);
  block.remove();
  if (box && blocksOf(box).length === 0) openBox(box);
}

/** Those that it stands for. */
function blocksOf(box: Element): Element[] {
  const blocks: Element[] = [];
  for (let next = box.nextElementSibling; next?.hasAttribute(AWAY); next = next.nextElementSibling)
    blocks.push(next);
  return blocks;
}

function boxOf(element: Element): Element | null {
  let box = element.closest(`[${AWAY}]`);
  while (box?.hasAttribute(AWAY)) box = box.previousElementSibling;
  return box?.matches(".md-box") ? box : null;
}

function runsOf(blocks: readonly { block: HTMLElement; height: number }[]): Run[] {
  const runs: Run[] = [];
  for (const { block, height } of blocks) {
    const last = runs.at(-1);
    if (last && last.height + height <= BOX_PX) {
      last.blocks.push(block);
      last.height += height;
    } else {
      runs.push({ blocks: [block], height });
    }
  }
  return runs;
}

/** As high as the blocks are together, with what stands between them. */
function measured(blocks: HTMLElement[]): Run {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return { blocks, height: 0 };
  const height = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  return {
    blocks,
    height,
    margins: [getComputedStyle(first).marginTop, getComputedStyle(last).marginBottom],
  };
}

/** It has the focus or an end of the selection. */
function isUsed(block: Element): boolean {
  const selection = document.getSelection();
  return [document.activeElement, selection?.anchorNode, selection?.focusNode].some(
    (node) => node && block.contains(node),
  );
}
