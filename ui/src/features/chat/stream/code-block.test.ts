import { afterEach, describe, expect, it, vi } from "vitest";
import { layOutSelected } from "../lay-out-selected";
import { toggleFold, toggleWrap, uncover } from "./code-block";
import { MessageBody } from "./message-body";

const line = (number: number) => `<span class="line"><span class="k">let</span> ${number}\n</span>`;
const lines = (count: number, from = 1) => Array.from({ length: count }, (_, at) => line(from + at)).join("");
const code = (inner: string, partial = "") =>
  `<div class="md-code" data-lang="rust"><div class="md-code-bar"><span class="md-code-lang">rust</span><button type="button" class="md-copy" data-copy=""></button></div><pre tabindex="0" dir="ltr"><code><span class="md-lines">${inner}</span><span class="md-partial">${partial}</span></code></pre></div>`;

function loaded(...blocks: string[]): MessageBody {
  const body = new MessageBody();
  body.load([{ type: "text", blocks }]);
  return body;
}

function host(body: MessageBody): HTMLElement {
  const [shell] = body.snapshot();
  if (shell?.type !== "text") throw new Error("no text");
  document.body.append(shell.host);
  return shell.host;
}

const find = (root: Element, selector: string): Element => {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.removeAttribute("data-code-wrap");
  document.getSelection()?.removeAllRanges();
});

describe("a long block of code", () => {
  it("is folded where it comes from the history, and says how long it is", () => {
    const root = host(loaded(code(lines(41)), code(lines(40))));
    const [long, short] = root.querySelectorAll(".md-code");
    expect(long).toHaveAttribute("data-folded");
    const fold = find(root, ".md-fold");
    expect(fold).toHaveTextContent("Show all 41 lines");
    expect(fold).toHaveAttribute("aria-expanded", "false");
    expect(short?.querySelector(".md-fold")).toBeNull();
    expect(long?.querySelector("code")?.textContent?.split("\n")).toHaveLength(42);

    fold.scrollIntoView = vi.fn();
    toggleFold(fold);
    expect(long).not.toHaveAttribute("data-folded");
    expect(fold).toHaveTextContent("Show less");
    expect(fold).toHaveAttribute("aria-expanded", "true");
    toggleFold(fold);
    expect(long).toHaveAttribute("data-folded");
    expect(fold.scrollIntoView).toHaveBeenCalled();
  });

  it("is never folded under the eyes of whoever saw it come, and stays as they left it", () => {
    const body = new MessageBody();
    body.apply({ type: "text", part: 0, op: { op: "append", block: 0, html: code("") } });
    body.apply({ type: "text", part: 0, op: { op: "append_lines", block: 0, html: lines(120) } });
    const root = host(body);
    expect(root.querySelector(".md-fold")).toBeNull();
    const block = find(root, ".md-code");
    body.seal();
    expect(block).not.toHaveAttribute("data-folded");
    expect(find(root, ".md-fold")).toHaveTextContent("Show less");

    // The history tells the same again.
    body.load([{ type: "text", blocks: [code(lines(120))] }]);
    expect(find(root, ".md-code")).toBe(block);
    expect(block).not.toHaveAttribute("data-folded");

    toggleWrap(find(root, ".md-wrap"));
    find(root, ".md-fold").scrollIntoView = vi.fn();
    toggleFold(find(root, ".md-fold"));
    body.load([{ type: "text", blocks: [code(lines(120))] }]);
    expect(find(root, ".md-code")).toBe(block);
    expect(block).toHaveAttribute("data-folded");
    expect(block).toHaveAttribute("data-wrap", "on");
  });

  it("unfolds for what is shown in it", () => {
    const body = new MessageBody();
    body.apply({ type: "text", part: 0, op: { op: "append", block: 0, html: "<p>a</p>" } });
    const root = host(body);
    body.load([{ type: "text", blocks: ["<p>a</p>", code(lines(60))] }]);
    expect(find(root, ".md-code")).toHaveAttribute("data-folded");
    const last = find(root, ".md-piece:last-child .line:last-child");
    uncover(last);
    expect(last.closest(".md-piece")).toHaveAttribute("data-uncovered");
    expect(find(root, ".md-code")).not.toHaveAttribute("data-folded");
    expect(find(root, ".md-fold")).toHaveAttribute("aria-expanded", "true");
  });
});

describe("what is selected", () => {
  it("is unfolded before it is copied, and nothing else is", () => {
    const root = host(loaded(code(lines(60)), "<p>between</p>", code(lines(60))));
    const [first, second] = root.querySelectorAll(".md-code");
    layOutSelected(root);
    expect(first).toHaveAttribute("data-folded");
    document.getSelection()?.setBaseAndExtent(find(root, ".line"), 0, find(root, "p"), 1);
    layOutSelected(root);
    expect(first).not.toHaveAttribute("data-folded");
    expect(second).toHaveAttribute("data-folded");
  });
});

describe("pieces of lines", () => {
  it("are the same however the lines arrive, and keep the count", () => {
    const atOnce = host(loaded(code(lines(130))));
    const body = new MessageBody();
    body.apply({ type: "text", part: 0, op: { op: "append", block: 0, html: code(lines(3)) } });
    for (const [from, count] of [
      [4, 1],
      [5, 46],
      [51, 79],
      [130, 1],
    ] as const) {
      const op = { op: "append_lines", block: 0, html: lines(count, from) } as const;
      expect(body.apply({ type: "text", part: 0, op })).toBe(true);
    }
    body.seal();
    const streamed = host(body);
    const inner = (root: Element) => find(root, ".md-lines").innerHTML;
    expect(inner(streamed)).toBe(inner(atOnce));
    const pieces = [...streamed.querySelectorAll<HTMLElement>(".md-piece")];
    expect(pieces.map((piece) => piece.childElementCount)).toEqual([50, 50, 30]);
    expect(pieces.map((piece) => piece.hasAttribute("data-past"))).toEqual([true, false, false]);
    expect(pieces.map((piece) => piece.style.counterReset)).toEqual(["", "line 50", "line 100"]);
  });
});

describe("wrapping", () => {
  it("follows the setting until the block's own button says otherwise", () => {
    const root = host(loaded(code(lines(1))));
    const button = find(root, ".md-wrap");
    expect(button).toHaveAccessibleName("Wrap lines");
    expect(button).toHaveAttribute("aria-pressed", "false");
    toggleWrap(button);
    expect(find(root, ".md-code")).toHaveAttribute("data-wrap", "on");
    expect(button).toHaveAttribute("aria-pressed", "true");

    document.documentElement.setAttribute("data-code-wrap", "");
    const other = find(host(loaded(code(lines(1)))), ".md-wrap");
    expect(other).toHaveAttribute("aria-pressed", "true");
    toggleWrap(other);
    expect(other.closest(".md-code")).toHaveAttribute("data-wrap", "off");
    expect(other).toHaveAttribute("aria-pressed", "false");
  });
});
