import { describe, expect, it } from "vitest";
import type { MapEntry } from "@/ipc/generated";
import { mapRows, mapTree } from "./rows";

const entry = (id: string, parent: string | null): MapEntry => ({
  id,
  parent,
  role: "user",
  state: "complete",
  excerpt: id,
  model_name: null,
});

const lines = (leaf: string, entries: MapEntry[], closed: string[] = []) =>
  mapRows(mapTree({ leaf, entries }), new Set(closed)).map(
    ({ entry: { id }, level, place, size, above }) =>
      `${"-".repeat(level)}${id} ${place}/${size}${above ? ` on ${above}` : ""}`,
  );

const forked = [
  entry("a", null),
  entry("b", "a"),
  entry("c", "b"),
  entry("b2", "a"),
  entry("c2", "b2"),
  entry("d2", "c2"),
  entry("c3", "b2"),
  entry("x", null),
];

describe("mapRows", () => {
  it("shows the path straight, and what is beside it hangs on it", () => {
    expect(lines("c", forked)).toEqual([
      "-a 1/3",
      "--x 1/2 on a",
      "--b2 2/2 on a",
      "---c2 1/2 on b2",
      "----d2 1/1 on c2",
      "---c3 2/2 on b2",
      "-b 2/3",
      "-c 3/3",
    ]);
  });

  it("shows another path straight when that is the one", () => {
    expect(lines("d2", forked)).toEqual([
      "-a 1/4",
      "--x 1/2 on a",
      "--b 2/2 on a",
      "---c 1/1 on b",
      "-b2 2/4",
      "--c3 1/1 on b2",
      "-c2 3/4",
      "-d2 4/4",
    ]);
  });

  it("leaves out what hangs on a closed line", () => {
    expect(lines("c", forked, ["a"])).toEqual(["-a 1/3", "-b 2/3", "-c 3/3"]);
  });

  it("holds every message once, however deep and wide, and does not overflow", () => {
    const entries = [entry("0", null)];
    for (let index = 1; index < 10_000; index += 1) {
      entries.push(entry(`${index}`, `${Math.max(0, index - 1 - ((index * 7919) % 5))}`));
    }
    const rows = mapRows(mapTree({ leaf: "9999", entries }), new Set());
    expect(new Set(rows.map((row) => row.entry.id)).size).toBe(10_000);
    expect(rows).toHaveLength(10_000);
    const regenerated = [
      entry("q", null),
      ...Array.from({ length: 9_999 }, (_, index) => entry(`r${index}`, "q")),
    ];
    expect(mapRows(mapTree({ leaf: "r5", entries: regenerated }), new Set())).toHaveLength(10_000);
  });

  it("survives parents that are missing or run in a circle", () => {
    const broken = [entry("a", "gone"), entry("b", "c"), entry("c", "b")];
    expect(lines("c", broken)).toEqual(["-a 1/1"]);
  });
});
