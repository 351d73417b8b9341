import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  box,
  boxEarlier,
  boxesOf,
  farBlocks,
  openBox,
  openBoxAround,
  placeOf,
  removeBlock,
} from "./block-boxes";

const EACH_PX = 200;
let host: HTMLElement;
let blocks: HTMLElement[];

/** Blocks one below the other, of which the first begins at the upper edge of the window. */
beforeEach(() => {
  host = document.createElement("div");
  host.innerHTML = Array.from({ length: 10 }, (_, at) => `<p>${at}</p>`).join("");
  document.body.replaceChildren(host);
  blocks = [...host.children] as HTMLElement[];
  blocks.forEach((block, at) => {
    vi.spyOn(block, "getBoundingClientRect").mockReturnValue(new DOMRect(0, at * EACH_PX, 10, EACH_PX));
  });
});

afterEach(() => document.getSelection()?.removeAllRanges());

/** What a box stands for follows its bar. */
const shown = () => {
  let text = "";
  for (const child of host.children) {
    if (child.matches(".md-box")) text += " |";
    text += child.hasAttribute("data-away") ? child.textContent : ` ${child.textContent}`;
  }
  return text.trim().replace(/\|\s*/g, "|");
};
const heights = () => [...boxesOf(host)].map((box) => (box as HTMLElement).style.height);
const below = (edge: number) => (top: number) => top >= edge;

describe("blocks in boxes", () => {
  it("are those before the last that have room, as many in one as a frame can draw", () => {
    boxEarlier(host, Array(10).fill(EACH_PX), 350);
    expect(shown()).toBe("|01 |23 |45 |67 8 9");
    expect(heights()).toEqual(["400px", "400px", "400px", "400px"]);
  });

  it("are none where there are few", () => {
    boxEarlier(host, Array(10).fill(EACH_PX), 9 * EACH_PX);
    expect(host.children).toHaveLength(10);
  });

  it("are as high as they were, and come back in their order", () => {
    box(farBlocks(host, below(500)));
    expect(shown()).toBe("0 1 2 |34 |56 |78 |9");
    expect(heights()).toEqual(["400px", "400px", "400px", "200px"]);
    expect(farBlocks(host, below(500))).toEqual([]);
    for (const one of [...boxesOf(host)]) openBox(one);
    expect([...host.children]).toEqual(blocks);
    expect([...boxesOf(host)]).toEqual([]);
  });

  it("are none that are used", () => {
    blocks[3]?.setAttribute("tabindex", "0");
    blocks[3]?.focus();
    document.getSelection()?.setBaseAndExtent(blocks[5] as Node, 0, blocks[7] as Node, 1);
    box(farBlocks(host, below(500)));
    expect(shown()).toBe("0 1 2 3 |4 5 |6 7 |89");
  });

  it("are found where they stand", () => {
    box(farBlocks(host, below(500)));
    const [first] = boxesOf(host);
    expect(placeOf(blocks[4] as Element)).toBe(first);
    openBoxAround(blocks[4]?.firstChild?.parentElement as Element);
    expect(placeOf(blocks[4] as Element)).toBe(blocks[4]);
    expect(placeOf(first as Element)).toBe(blocks[3]);
  });

  it("are reached by keys, from both sides", () => {
    for (const at of [4, 7, 8, 9]) blocks[at]?.append(document.createElement("button"));
    const folded = document.createElement("button");
    folded.disabled = true;
    blocks[8]?.append(folded);
    box(farBlocks(host, below(500)));
    const tops = [...boxesOf(host)] as HTMLElement[];
    expect(tops.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, 0, 0]);
    tops[0]?.focus();
    expect(document.activeElement?.parentElement).toBe(blocks[4]);
    const after = document.createElement("button");
    host.after(after);
    after.focus();
    tops[2]?.focus();
    expect(document.activeElement?.parentElement).toBe(blocks[8]);
    expect(shown()).toBe("0 1 2 3 4 |56 7 8 |9");
  });

  it("leave no empty box", () => {
    box(farBlocks(host, below(500)));
    removeBlock(blocks[9] as Element);
    expect(shown()).toBe("0 1 2 |34 |56 |78");
    removeBlock(blocks[8] as Element);
    expect(shown()).toBe("0 1 2 |34 |56 |7");
    expect(heights()).toHaveLength(3);
  });
});
