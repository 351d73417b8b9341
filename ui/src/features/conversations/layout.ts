import type { FolderView, ListPlace, ListSort, Outline } from "@/ipc/generated";
import type { Period } from "./groups";

/** Heights in rem, as the classes of the rows have them. */
export const ROW_REM = 2.5;
export const HEADING_REM = 2.125;

/** Conversations that follow each other in one place of the list. */
export interface Run {
  place: ListPlace;
  /** Of its first row, in its place. */
  offset: number;
  length: number;
}

/** A part of the list, from top to bottom. `first` is the number of its first item, `top` and `height` are in rem. */
export type Block = { key: string; first: number; items: number; top: number; height: number } & (
  | { kind: "rows"; run: Run; heading: string | null; indented: boolean }
  | { kind: "folder"; folder: FolderView; open: boolean }
  | { kind: "shelf"; shelf: "archived" | "trash"; count: number; branches: number }
);

export type Item = { key: string; index: number; top: number } & (
  | { kind: "row"; place: ListPlace; position: number; heading: string | null; indented: boolean }
  | { kind: "folder"; folder: FolderView; open: boolean }
  | { kind: "shelf"; shelf: "archived" | "trash"; count: number; branches: number }
);

interface Wishes {
  sort: ListSort;
  open: readonly string[];
  /** A tag is chosen: what holds nothing of it is left out. */
  filtered: boolean;
  labels: { pinned: string; others: string };
}

/** Puts what there is in its order: pinned, folders, the rest by periods, the archive and the trash. */
export function blocksOf(outline: Outline, periods: Period[], wishes: Wishes): Block[] {
  const blocks: Block[] = [];
  let [first, top] = [0, 0];
  const add = (
    block: DistributedOmit<Block, "first" | "top" | "items" | "height">,
    items: number,
    height: number,
  ) => {
    blocks.push({ ...block, first, top, items, height } as Block);
    first += items;
    top += height;
  };
  const rows = (key: string, run: Run, heading: string | null, indented = false) => {
    if (run.length === 0) return;
    const height = run.length * ROW_REM + (heading === null ? 0 : HEADING_REM);
    add({ kind: "rows", key, run, heading, indented }, run.length, height);
  };

  rows("pinned", { place: { type: "pinned" }, offset: 0, length: outline.pinned }, wishes.labels.pinned);
  for (const folder of outline.folders) {
    if (wishes.filtered && folder.count === 0) continue;
    const open = wishes.open.includes(folder.id);
    add({ kind: "folder", key: `folder-${folder.id}`, folder, open }, 1, ROW_REM);
    const place: ListPlace = { type: "folder", folder: folder.id };
    if (open) rows(`in-${folder.id}`, { place, offset: 0, length: folder.count }, null, true);
  }
  const loose: ListPlace = { type: "loose" };
  const alone = blocks.length === 0;
  if (wishes.sort === "title") {
    const length = outline.loose.reduce((sum, count) => sum + count, 0);
    rows("loose", { place: loose, offset: 0, length }, alone ? null : wishes.labels.others);
  } else {
    let offset = 0;
    for (const [at, length] of outline.loose.entries()) {
      const period = periods[at];
      if (period && length > 0) rows(period.id, { place: loose, offset, length }, period.label());
      offset += length;
    }
  }
  if (wishes.filtered) return blocks;
  for (const shelf of ["archived", "trash"] as const) {
    const count = outline[shelf];
    const branches = shelf === "trash" ? outline.trashed_branches : 0;
    if (count + branches > 0) add({ kind: "shelf", key: shelf, shelf, count, branches }, 1, ROW_REM);
  }
  return blocks;
}

type DistributedOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export function countOf(blocks: Block[]): number {
  const last = blocks.at(-1);
  return last ? last.first + last.items : 0;
}

export function heightOf(blocks: Block[]): number {
  const last = blocks.at(-1);
  return last ? last.top + last.height : 0;
}

function blockAt(blocks: Block[], index: number): Block | undefined {
  return blocks.find((block) => index >= block.first && index < block.first + block.items);
}

export function itemAt(blocks: Block[], index: number): Item | null {
  const block = blockAt(blocks, index);
  if (!block) return null;
  if (block.kind !== "rows") return { ...block, index };
  const { run, heading, indented } = block;
  const row = index - block.first;
  return {
    kind: "row",
    key: `${block.key}-${row}`,
    index,
    // The heading is a part of the first row.
    top: block.top + row * ROW_REM + (row > 0 && heading !== null ? HEADING_REM : 0),
    place: run.place,
    position: run.offset + row,
    heading: row === 0 ? heading : null,
    indented,
  };
}

/** The number of the item at a height, in rem. */
export function indexAt(blocks: Block[], y: number): number {
  const block = blocks.find((candidate) => y < candidate.top + candidate.height) ?? blocks.at(-1);
  if (!block) return 0;
  if (block.kind !== "rows") return block.first;
  const row = Math.floor((y - block.top - (block.heading === null ? 0 : HEADING_REM)) / ROW_REM);
  return block.first + Math.min(block.items - 1, Math.max(0, row));
}

/** The conversations between two items, both included, as pieces of their places. */
export function runsBetween(blocks: Block[], one: number, other: number): Run[] {
  const [from, to] = one < other ? [one, other] : [other, one];
  return blocks.flatMap((block) => {
    if (block.kind !== "rows") return [];
    const first = Math.max(from, block.first);
    const last = Math.min(to, block.first + block.items - 1);
    if (first > last) return [];
    return [
      { place: block.run.place, offset: block.run.offset + first - block.first, length: last - first + 1 },
    ];
  });
}
