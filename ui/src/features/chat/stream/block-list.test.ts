import { beforeEach, describe, expect, it } from "vitest";
import type { BlockOp } from "@/ipc/generated";
import { box, boxesOf, openBox } from "../drawn/block-boxes";
import { BlockList } from "./block-list";
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

const append = (block: number, html: string): BlockOp => ({ op: "append", block, html });
const replace = (block: number, html: string): BlockOp => ({ op: "replace", block, html });
const code = (lines: string, partial = "") =>
  `<div class="md-code"><pre><code><span class="md-lines">${lines}</span><span class="md-partial">${partial}</span></code></pre></div>`;

describe("BlockList", () => {
  it("builds, replaces and truncates blocks", () => {
    for (const op of [
      append(0, "<p>a</p>"),
      append(1, "<h3>b</h3>"),
      replace(1, "<p>c</p>"),
      append(2, "<hr>"),
    ]) {
      expect(list.apply(op)).toBe(true);
    }
    expect(host.innerHTML).toBe("<p>a</p><p>c</p><hr>");
    expect(list.apply({ op: "truncate", block: 1 })).toBe(true);
    expect(host.innerHTML).toBe("<p>a</p>");
  });

  it("refuses what does not fit: then a frame was lost", () => {
    expect(list.apply(append(1, "<p>a</p>"))).toBe(false);
    expect(list.apply(replace(0, "<p>a</p>"))).toBe(false);
    expect(list.apply({ op: "append_lines", block: 0, html: "x" })).toBe(false);
    expect(list.apply({ op: "partial_line", block: 0, text: "x" })).toBe(false);
    expect(list.apply({ op: "truncate", block: 1 })).toBe(false);
    list.apply(append(0, "<p>a</p>"));
    expect(list.apply({ op: "append_lines", block: 0, html: "x" })).toBe(false);
  });

  it("adds lines to code and shows its partial line as text", () => {
    list.apply(append(0, code("")));
    list.apply({ op: "partial_line", block: 0, text: "let <x" });
    list.apply({ op: "partial_line", block: 0, text: "let <x>" });
    list.apply({
      op: "append_lines",
      block: 0,
      html: '<span class="line"><b class="k">let</b> &lt;x&gt;\n</span>',
    });
    list.apply({ op: "partial_line", block: 0, text: "" });
    expect(host.querySelector("code")?.textContent).toBe("let <x>\n");
    expect(host.querySelector(".md-partial")?.textContent).toBe("");
  });

  it("never replaces a block that only grows at its end, nor what stands before it", () => {
    list.apply(append(0, "<p>one</p>"));
    list.apply(append(1, "<p>two <strong>bo</strong></p>"));
    const [one, two] = [...host.children];
    const bold = host.querySelector("strong");
    list.apply(replace(1, "<p>two <strong>bold</strong></p>"));
    list.apply(replace(1, "<p>two <strong>bold</strong> and more</p>"));
    expect([...host.children]).toEqual([one, two]);
    expect(host.querySelector("strong")).toBe(bold);
    expect(two?.outerHTML).toBe("<p>two <strong>bold</strong> and more</p>");
  });

  it("holds a replacement back while a selection touches the block, and takes later lines in", () => {
    list.apply(append(0, "<p>```ru</p>"));
    const old = host.firstElementChild as Element;
    select(old.firstChild as Node, 0, 3);
    list.apply(replace(0, code("")));
    list.apply({ op: "append_lines", block: 0, html: "fn main() {}\n" });
    expect(host.firstElementChild).toBe(old);
    expect(list.settle()).toBe(true);
    document.getSelection()?.removeAllRanges();
    expect(list.settle()).toBe(false);
    expect(host.querySelector("code")?.textContent).toBe("fn main() {}\n");
    expect(host.children).toHaveLength(1);
  });

  it("lets a selection elsewhere hold nothing", () => {
    list.apply(append(0, "<p>kept</p>"));
    list.apply(append(1, "<p>tail</p>"));
    const kept = host.firstElementChild?.firstChild as Text;
    select(kept, 0, 4);
    list.apply(replace(1, "<h3>tail</h3>"));
    expect(host.innerHTML).toBe("<p>kept</p><h3>tail</h3>");
    expect(document.getSelection()?.toString()).toBe("kept");
  });

  it("keeps a selected block that is truncated, until it comes back or the selection leaves", () => {
    list.apply(append(0, "<p>a</p>"));
    list.apply(append(1, "<p>b</p>"));
    const second = host.children[1] as Element;
    select(second.firstChild as Node, 0, 1);
    list.apply({ op: "truncate", block: 1 });
    expect(host.children[1]).toBe(second);
    list.apply(append(1, "<p>better</p>"));
    expect(host.innerHTML).toBe("<p>a</p><p>better</p>");
    expect(host.children[1]).toBe(second);
  });

  it("takes every node up again that comes back the same after a reset", () => {
    for (const op of [append(0, "<p>a</p>"), append(1, "<p>b</p>"), append(2, "<p>c</p>")]) list.apply(op);
    const before = [...host.children];
    list.rebuild();
    list.apply(append(0, "<p>a</p>"));
    list.apply(append(1, "<h3>other</h3>"));
    list.settle();
    expect(host.innerHTML).toBe("<p>a</p><h3>other</h3>");
    expect(host.children[0]).toBe(before[0]);
  });

  it("comes to the same blocks as a fresh list, for any operations, resets and selections", () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const next = random(seed);
      host.replaceChildren();
      document.getSelection()?.removeAllRanges();
      list = new BlockList(host);
      const model: string[] = [];
      const kinds = [
        "<p>alpha</p>",
        "<p>alpha beta</p>",
        "<h3>beta</h3>",
        "<ul><li>x</li></ul>",
        code("1\n", "2"),
      ];
      const history: string[] = [];
      for (let step = 0; step < 40; step += 1) {
        const roll = next();
        if (roll < 0.4 || model.length === 0) {
          const html = pick(kinds, next);
          history.push(`append ${html}`);
          expect(list.apply(append(model.length, html))).toBe(true);
          model.push(html);
        } else if (roll < 0.65) {
          const html = pick(kinds, next);
          const block = Math.floor(next() * model.length);
          history.push(`replace ${block} ${html}`);
          list.apply(replace(block, html));
          model[block] = html;
        } else if (roll < 0.75) {
          const block = Math.floor(next() * (model.length + 1));
          history.push(`truncate ${block}`);
          list.apply({ op: "truncate", block });
          model.length = block;
        } else if (roll < 0.9) {
          const child = host.children[Math.floor(next() * host.children.length)];
          history.push("select");
          if (child) select(child, 0, child.childNodes.length);
        } else {
          history.push("reset");
          list.rebuild();
          model.forEach((html, block) => {
            list.apply(append(block, html));
          });
        }
      }
      document.getSelection()?.removeAllRanges();
      list.settle();
      const expected = document.createElement("div");
      const plain = new BlockList(expected);
      model.forEach((html, block) => {
        plain.apply(append(block, html));
      });
      expect(host.innerHTML, `seed ${seed}: ${history.join("; ")}`).toBe(expected.innerHTML);
    }
  });

  it("lets a block that is held leave the layout and come back as what it became", () => {
    for (const [at, text] of ["a", "b", "c", "d"].entries()) list.apply(append(at, `<p>${text}</p>`));
    const [a, b, c, d] = [...host.children] as HTMLElement[];
    document.getSelection()?.setBaseAndExtent(a as Node, 0, d as Node, 1);
    list.apply(replace(1, "<h3>B</h3>"));
    box([{ blocks: [b as HTMLElement, c as HTMLElement], height: 40 }]);
    document.getSelection()?.removeAllRanges();
    list.settle();
    expect([...host.children].map((child) => child.hasAttribute("data-away"))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    for (const one of [...boxesOf(host)]) openBox(one);
    expect(host.innerHTML).toBe("<p>a</p><h3>B</h3><p>c</p><p>d</p>");
  });

  it("shows a block that was held and has come back", () => {
    for (const [at, text] of ["a", "b", "c"].entries()) list.apply(append(at, `<p>${text}</p>`));
    const [a, b, c] = [...host.children] as HTMLElement[];
    box([{ blocks: [b as HTMLElement], height: 20 }]);
    document.getSelection()?.setBaseAndExtent(a as Node, 0, c as Node, 1);
    list.apply(replace(1, "<h3>B</h3>"));
    for (const one of [...boxesOf(host)]) openBox(one);
    document.getSelection()?.removeAllRanges();
    list.settle();
    expect(host.innerHTML).toBe("<p>a</p><h3>B</h3><p>c</p>");
  });

  it("builds anew what was in boxes", () => {
    for (const [at, text] of ["a", "b", "c"].entries()) list.apply(append(at, `<p>${text}</p>`));
    const [a, b] = [...host.children] as HTMLElement[];
    box([{ blocks: [a as HTMLElement, b as HTMLElement], height: 40 }]);
    list.rebuild();
    for (const [at, text] of ["a", "B"].entries()) list.apply(append(at, `<p>${text}</p>`));
    list.settle();
    expect(host.innerHTML).toBe("<p>a</p><p>B</p>");
    expect(host.firstElementChild).toBe(a);
  });
});
