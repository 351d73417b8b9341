import type { ConversationMap, MapEntry } from "@/ipc/generated";

/** A line of the map. */
export interface MapRow {
  entry: MapEntry;
  /** From 1, as `aria-level` counts. */
  level: number;
  /** Its place among those of the same level below the same line, from 1. */
  place: number;
  /** How many those are. */
  size: number;
  /** The line that it hangs on. */
  above: string | null;
  /** What hangs on it is shown; null where nothing does. */
  open: boolean | null;
  /** It lies on the path that the conversation shows. */
  shown: boolean;
}

/** Chains of messages, and what branches off each of them. */
export interface MapTree {
  main: readonly string[];
  entries: ReadonlyMap<string, MapEntry>;
  /** The first messages of the branches beside a message's successor, by that message. */
  branches: ReadonlyMap<string, readonly string[]>;
  /** What follows the first message of a branch, by that. */
  chains: ReadonlyMap<string, readonly string[]>;
  path: ReadonlySet<string>;
}

/** Hangs the branches on the straight line that the conversation shows, or else on the newest one. */
export function mapTree({ entries: all, leaf }: ConversationMap): MapTree {
  const entries = new Map(all.map((entry) => [entry.id, entry]));
  const children = new Map<string | null, string[]>();
  for (const { id, parent } of all) {
    const known = parent !== null && entries.has(parent) ? parent : null;
    const beside = children.get(known);
    if (beside) beside.push(id);
    else children.set(known, [id]);
  }
  const path = new Set<string>();
  for (let id: string | null = leaf; id !== null && !path.has(id); id = entries.get(id)?.parent ?? null) {
    if (entries.has(id)) path.add(id);
  }
  const branches = new Map<string, string[]>();
  const chains = new Map<string, readonly string[]>();
  const heads: string[] = [];
  /** From a message on: each time the child that is shown, else the newest. */
  const chain = (first: string | undefined): string[] => {
    const line: string[] = [];
    for (let id = first; id !== undefined; ) {
      line.push(id);
      const below: string[] = children.get(id) ?? [];
      const next = below.find((child) => path.has(child)) ?? below.at(-1);
      const beside = below.filter((child) => child !== next);
      if (beside.length > 0) {
        branches.set(id, beside);
        heads.push(...beside);
      }
      id = next;
    }
    return line;
  };
  const roots = children.get(null) ?? [];
  const root = roots.find((id) => path.has(id)) ?? roots.at(-1);
  const main = chain(root);
  // Other first questions have nothing that they could hang on but the first.
  const others = roots.filter((id) => id !== root);
  if (root !== undefined && others.length > 0) {
    branches.set(root, [...others, ...(branches.get(root) ?? [])]);
    heads.push(...others);
  }
  for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
    chains.set(head, chain(children.get(head)?.find((id) => path.has(id)) ?? children.get(head)?.at(-1)));
    const next = chains.get(head)?.[0];
    const beside = (children.get(head) ?? []).filter((id) => id !== next);
    if (beside.length > 0) {
      branches.set(head, beside);
      heads.push(...beside);
    }
  }
  return { main, entries, branches, chains, path };
}

/** The lines that are to be seen. Whatever has something on it is open unless it is in `closed`. */
export function mapRows(tree: MapTree, closed: ReadonlySet<string>): MapRow[] {
  const rows: MapRow[] = [];
  // A stack of its own: a chain of branches may be as deep as the conversation is long.
  const work: { id: string; level: number; place: number; size: number; above: string | null }[] = [];
  const push = (
    ids: readonly string[],
    level: number,
    above: string | null,
    before = 0,
    size = ids.length,
  ) => {
    for (let index = ids.length - 1; index >= 0; index -= 1) {
      const id = ids[index];
      if (id !== undefined) work.push({ id, level, place: before + index + 1, size, above });
    }
  };
  push(tree.main, 1, null);
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const entry = tree.entries.get(next.id);
    if (!entry) continue;
    const chain = tree.chains.get(next.id) ?? [];
    const branches = tree.branches.get(next.id) ?? [];
    const size = chain.length + branches.length;
    const open = size === 0 ? null : !closed.has(next.id);
    rows.push({ ...next, entry, open, shown: tree.path.has(next.id) });
    if (!open) continue;
    push(chain, next.level + 1, next.id, branches.length, size);
    push(branches, next.level + 1, next.id, 0, size);
  }
  return rows;
}
