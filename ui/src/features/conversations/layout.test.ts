import { describe, expect, it } from "vitest";
import type { Outline } from "@/ipc/generated";
import { periodsOf } from "./groups";
import {
  type Block,
  blocksOf,
  countOf,
  HEADING_REM,
  heightOf,
  indexAt,
  itemAt,
  ROW_REM,
  runsBetween,
} from "./layout";

const periods = periodsOf(new Date(2026, 5, 15), "en", { previous7: "7", previous30: "30", older: "Older" });
const wishes = {
  sort: "updated",
  open: ["f"],
  filtered: false,
  labels: { pinned: "Pinned", others: "Others" },
} as const;

function outline(changes: Partial<Outline> = {}): Outline {
  const folder = { id: "f", name: "Work", count: 2 };
  const closed = { id: "g", name: "Home", count: 5 };
  return {
    pinned: 1,
    folders: [folder, closed],
    loose: [3, 0, 4],
    archived: 6,
    trash: 0,
    trashed_branches: 0,
    tags: [],
    ...changes,
  };
}

const keys = (blocks: Block[]) => blocks.map((block) => block.key);

describe("blocksOf", () => {
  it("puts pinned, folders, periods and shelves in their order, without what is empty", () => {
    const blocks = blocksOf(outline(), periods, wishes);
    expect(keys(blocks)).toEqual(["pinned", "folder-f", "in-f", "folder-g", "day-0", "week", "archived"]);
    expect(countOf(blocks)).toBe(1 + 1 + 2 + 1 + 3 + 4 + 1);
    expect(heightOf(blocks)).toBe(13 * ROW_REM + 3 * HEADING_REM);
  });

  it("has no periods where titles decide", () => {
    const blocks = blocksOf(outline({ pinned: 0, folders: [] }), periods, { ...wishes, sort: "title" });
    expect(keys(blocks)).toEqual(["loose", "archived"]);
    expect(itemAt(blocks, 0)).toMatchObject({ heading: null, position: 0 });
  });

  it("leaves out what a chosen tag has nothing in", () => {
    const empty = { id: "f", name: "Work", count: 0 };
    const blocks = blocksOf(outline({ folders: [empty] }), periods, { ...wishes, filtered: true });
    expect(keys(blocks)).toEqual(["pinned", "day-0", "week"]);
  });
});

describe("items", () => {
  const blocks = blocksOf(outline(), periods, wishes);

  it("stand one behind the other, each at its height", () => {
    for (let index = 0; index < countOf(blocks); index += 1) {
      const [item, next] = [itemAt(blocks, index), itemAt(blocks, index + 1)];
      expect(indexAt(blocks, item?.top ?? -1)).toBe(index);
      const heading = item?.kind === "row" && item.heading !== null ? HEADING_REM : 0;
      if (next) expect(next.top).toBe((item?.top ?? 0) + ROW_REM + heading);
    }
    expect(itemAt(blocks, countOf(blocks))).toBeNull();
    expect(indexAt(blocks, 10_000)).toBe(countOf(blocks) - 1);
    expect(indexAt([], 5)).toBe(0);
  });

  it("know where in their place they are", () => {
    // The second of the week is behind the three of today.
    expect(itemAt(blocks, 9)).toMatchObject({ place: { type: "loose" }, position: 4, heading: null });
    expect(itemAt(blocks, 8)).toMatchObject({ position: 3, heading: "7" });
  });

  it("between two others are pieces of places, in whatever direction", () => {
    const expected = [
      { place: { type: "folder", folder: "f" }, offset: 1, length: 1 },
      { place: { type: "loose" }, offset: 0, length: 2 },
    ];
    expect(runsBetween(blocks, 3, 6)).toEqual(expected);
    expect(runsBetween(blocks, 6, 3)).toEqual(expected);
  });
});
