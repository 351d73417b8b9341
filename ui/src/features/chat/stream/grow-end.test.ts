import { beforeEach, describe, expect, it } from "vitest";
import type { BlockOp, GrowthLevel } from "@/ipc/generated";
import { sortBy } from "../table/sort";
import { BlockList } from "./block-list";
import operations from "./operations.fixture.json";
import { pick, random } from "./random.fixture";
import { select } from "./selection.fixture";

let host: HTMLElement;
let list: BlockList;

beforeEach(() => {
  document.getSelection()?.removeAllRanges();
  host = document.createElement("div");
  document.body.replaceChildren(host);
  list = new BlockList(host);
});

const frames = operations.frames as BlockOp[][];
const append = (html: string): BlockOp => ({ op: "append", block: 0, html });
const level = (drop: number, html: string): GrowthLevel => ({ drop, html });
const grow = (levels: GrowthLevel[], cut = 0): BlockOp => ({ op: "grow", block: 0, levels, cut });
const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
const table = (rows: string) =>
  `<div class="md-table"><table><thead><tr><th>a</th></tr></thead><tbody>${rows}</tbody></table></div>`;

function whole(): string {
  const other = document.createElement("div");
  const fresh = new BlockList(other);
  operations.blocks.forEach((html, block) => {
    fresh.apply({ op: "append", block, html });
  });
  return other.innerHTML;
}

describe("a block that grows at its end", () => {
  it("comes to what the renderer says of the whole text", () => {
    for (const ops of frames) for (const op of ops) expect(list.apply(op), JSON.stringify(op)).toBe(true);
    expect(host.innerHTML).toBe(whole());
    expect(frames.flat().filter((op) => op.op === "grow").length).toBeGreaterThan(20);
  });

  it("does so under any selections of the reader", () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const next = random(seed);
      host.replaceChildren();
      list = new BlockList(host);
      for (const ops of frames) {
        for (const op of ops) expect(list.apply(op), `seed ${seed}: ${JSON.stringify(op)}`).toBe(true);
        const roll = next();
        if (roll < 0.3) {
          const place = pick([host, ...host.querySelectorAll("*")], next);
          select(place, 0, place.childNodes.length);
        } else if (roll < 0.4) {
          document.getSelection()?.removeAllRanges();
        }
        list.settle();
      }
      document.getSelection()?.removeAllRanges();
      list.settle();
      expect(host.innerHTML, `seed ${seed}`).toBe(whole());
    }
  });

  it("keeps every node that was there", () => {
    list.apply(append("<ul><li>a</li></ul>"));
    const [item] = host.querySelectorAll("li");
    const text = item?.firstChild;
    list.apply(grow([level(0, "<li>c</li>"), level(0, "b")]));
    expect(host.innerHTML).toBe("<ul><li>ab</li><li>c</li></ul>");
    expect(host.querySelector("li")).toBe(item);
    expect(item?.firstChild).toBe(text);
    expect(item?.childNodes).toHaveLength(1);
  });

  it("adds rows to a table in its frame, in the order of the text", () => {
    list.apply(append(table(row("2") + row("1"))));
    sortBy(host.querySelector("th") as Element);
    expect(host.querySelector("tbody")).toHaveTextContent("12");
    list.apply(grow([level(0, ""), level(0, ""), level(1, row("3") + row("4"))]));
    expect(host.querySelector("tbody")).toHaveTextContent("234");
    expect(host.querySelector("[aria-sort], [data-row]")).toBeNull();
    expect(host.querySelectorAll("thead .md-sort")).toHaveLength(1);
  });

  it("names what comes", () => {
    list.apply(append("<ul><li>[x]</li></ul>"));
    const check = '<span class="md-check" data-checked="true">☑</span> a';
    list.apply(grow([level(0, ""), level(1, check)]));
    expect(host.querySelector("li")).toHaveClass("md-task");
    expect(host.querySelector(".md-check")).toHaveAttribute("aria-label", "done");
  });

  it("takes nothing away under a selection, until it has gone", () => {
    list.apply(append("<p>one <em>two</em> three</p>"));
    const block = host.firstElementChild as Element;
    select(block.querySelector("em")?.firstChild as Node, 0, 3);
    list.apply(grow([level(0, " and")], 1));
    expect(block.innerHTML).toBe("one <em>two</em> thre and");
    list.apply(grow([level(2, "<strong>2</strong>")]));
    list.apply(grow([level(0, " 3")]));
    expect(host.firstElementChild).toBe(block);
    expect(document.getSelection()?.toString()).toBe("two");
    expect(list.settle()).toBe(true);
    document.getSelection()?.removeAllRanges();
    expect(list.settle()).toBe(false);
    expect(host.innerHTML).toBe("<p>one <strong>2</strong> 3</p>");
  });

  it("refuses what does not fit: then a frame was lost", () => {
    expect(list.apply(grow([level(0, "a")]))).toBe(false);
    list.apply(append("<p>ab</p>"));
    expect(list.apply(grow([level(2, "")]))).toBe(false);
    expect(list.apply(grow([level(0, "")], 3))).toBe(false);
    expect(list.apply(grow([level(0, ""), level(0, "a")]))).toBe(false);
    expect(list.apply({ ...grow([level(0, "a")]), block: 1 } as BlockOp)).toBe(false);
    expect(host.innerHTML).toBe("<p>ab</p>");
  });
});
