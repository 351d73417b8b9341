import type { BlockOp, GrowthLevel } from "@/ipc/generated";
import { boxesOf, carryBox, openBox, openBoxAround, removeBlock } from "../drawn/block-boxes";
import { blocks, carryView } from "./block-view";
import { appendLines, offerFold } from "./code-block";
import { growInto } from "./grow";
import { growthOf } from "./grow-end";
import { prepareBlock } from "./prepare-block";
import { frameTables, limitHeight } from "./table-block";

interface Block {
  /** What stands in the document. */
  node: Element;
  /** What should stand there, while the reader's selection holds `node`. */
  next: Element | null;
}

/**
 * The top-level blocks of one part, as children of a host element that React never looks into. A block that stays the
 * same keeps its node for good, so that a selection, a scroll position and a loaded image survive. A block that the
 * reader's selection touches is not replaced or removed until the selection has left it.
 */
export class BlockList {
  readonly host: HTMLElement;
  #blocks: Block[] = [];
  #held = new Set<Block>();
  /** Nodes of blocks that are gone or not rebuilt yet, by the index they had. They stand behind the blocks. */
  #leftovers = new Map<number, Element>();
  /** Blocks that nobody has seen yet, unless they saw them come. */
  #unseen = new Set<Block>();

  constructor(host: HTMLElement) {
    this.host = host;
  }

  get length(): number {
    return this.#blocks.length;
  }

  /** Returns false if the operation does not fit the blocks that are there: then a frame was lost. */
  apply(op: BlockOp): boolean {
    switch (op.op) {
      case "append":
        return this.#append(op.block, parseBlock(op.html));
      case "replace":
        return this.#replace(op.block, parseBlock(op.html));
      case "grow":
        return this.#grow(op.block, op.levels, op.cut);
      case "append_lines":
        return this.#appendLines(op.block, op.html);
      case "partial_line":
        return this.#setPartialLine(op.block, op.text);
      case "truncate":
        return this.#truncate(op.block);
    }
  }

  /** Everything will be told anew. Nodes stay where they are and are taken up again if they come back the same. */
  rebuild(): void {
    for (const box of [...boxesOf(this.host)]) openBox(box);
    this.#blocks.forEach((block, index) => {
      this.#leftovers.set(index, block.node);
    });
    this.#blocks = [];
    this.#held.clear();
    this.#unseen.clear();
  }

  /** Nothing more comes: long code can be folded, and what is long is cut to size where nobody saw it `come`. */
  finish(come: boolean): void {
    for (const block of this.#blocks) {
      const isNew = !come && this.#unseen.has(block);
      for (const code of blocks(block.node, ".md-code")) {
        if (isNew || code.querySelector(":scope > .md-fold") === null) offerFold(code, isNew);
      }
      if (isNew) for (const frame of blocks(block.node, ".md-table-frame")) limitHeight(frame);
    }
    this.#unseen.clear();
  }

  /** Carries out what a selection held back and is free now. Returns whether something is still held. */
  settle(): boolean {
    for (const block of this.#held) {
      if (selectionTouches(block.node)) continue;
      if (block.next) swap(block, block.next);
      this.#held.delete(block);
    }
    for (const [index, node] of this.#leftovers) {
      if (selectionTouches(node)) continue;
      removeBlock(node);
      this.#leftovers.delete(index);
    }
    return this.#held.size + this.#leftovers.size > 0;
  }

  #append(index: number, fresh: Element): boolean {
    if (index !== this.#blocks.length) return false;
    const leftover = this.#leftovers.get(index);
    if (!leftover) {
      this.host.insertBefore(fresh, this.#firstLeftoverAfter(index));
      const block: Block = { node: fresh, next: null };
      this.#blocks.push(block);
      this.#unseen.add(block);
      return true;
    }
    this.#leftovers.delete(index);
    const block: Block = { node: leftover, next: null };
    this.#blocks.push(block);
    this.#put(block, fresh);
    return true;
  }

  #replace(index: number, fresh: Element): boolean {
    const block = this.#blocks[index];
    if (!block) return false;
    this.#put(block, fresh);
    return true;
  }

  #grow(index: number, levels: readonly GrowthLevel[], cut: number): boolean {
    const block = this.#blocks[index];
    if (!block) return false;
    let growth = growthOf(block.next ?? block.node, levels, cut);
    if (!block.next && growth?.changed.some(selectionTouches)) {
      block.next = block.node.cloneNode(true) as Element;
      this.#held.add(block);
      growth = growthOf(block.next, levels, cut);
    }
    for (const element of growth?.apply(parse) ?? []) prepareBlock(element);
    return growth !== null;
  }

  #appendLines(index: number, html: string): boolean {
    const lines = this.#current(index)?.querySelector(".md-lines");
    if (!lines) return false;
    appendLines(lines, [...parse(html).childNodes]);
    return true;
  }

  #setPartialLine(index: number, text: string): boolean {
    const partial = this.#current(index)?.querySelector(".md-partial");
    if (!partial) return false;
    if (partial.firstChild instanceof Text && text.startsWith(partial.firstChild.data)) {
      partial.firstChild.appendData(text.slice(partial.firstChild.data.length));
    } else {
      partial.textContent = text;
    }
    return true;
  }

  #truncate(length: number): boolean {
    if (length > this.#blocks.length) return false;
    this.#blocks.splice(length).forEach((block, offset) => {
      this.#held.delete(block);
      this.#unseen.delete(block);
      if (selectionTouches(block.node)) {
        openBoxAround(block.node);
        this.#leftovers.set(length + offset, block.node);
      } else {
        removeBlock(block.node);
      }
    });
    return true;
  }

  #put(block: Block, fresh: Element): void {
    this.#held.delete(block);
    carryView(block.node, fresh);
    // Alike, or it could not grow into it.
    carryBox(block.node, fresh);
    if (growInto(block.node, fresh)) {
      block.next = null;
    } else if (selectionTouches(block.node)) {
      block.next = fresh;
      this.#held.add(block);
    } else {
      swap(block, fresh);
    }
  }

  #current(index: number): Element | undefined {
    const block = this.#blocks[index];
    return block?.next ?? block?.node;
  }

  #firstLeftoverAfter(index: number): Element | null {
    let first: number | null = null;
    for (const key of this.#leftovers.keys()) if (key > index && (first === null || key < first)) first = key;
    return first === null ? null : (this.#leftovers.get(first) ?? null);
  }
}

function swap(block: Block, fresh: Element): void {
  // It may have left or come back since it was held.
  carryBox(block.node, fresh);
  block.node.replaceWith(fresh);
  block.node = fresh;
  block.next = null;
}

/** A selection of at least one character reaches into the node. */
export function selectionTouches(node: Node): boolean {
  const selection = node.ownerDocument?.getSelection();
  if (!selection) return false;
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  // What `isCollapsed` says, which makes the browser lay out the page first.
  if (anchorNode === focusNode && anchorOffset === focusOffset) return false;
  for (let i = 0; i < selection.rangeCount; i += 1)
    if (selection.getRangeAt(i).intersectsNode(node)) return true;
  return false;
}

function parse(html: string): DocumentFragment {
  const template = document.createElement("template");
  // Safe by construction: the core generates it from parsed Markdown with a fixed vocabulary, everything escaped.
  template.innerHTML = html;
  return document.importNode(template.content, true);
}

function parseBlock(html: string): Element {
  const fragment = parse(html);
  frameTables(fragment);
  const only = fragment.firstElementChild;
  if (only && fragment.childNodes.length === 1) {
    prepareBlock(only);
    return only;
  }
  // Bare text or several siblings: one wrapper keeps "one node per block" true.
  const wrapper = document.createElement("div");
  wrapper.append(fragment);
  prepareBlock(wrapper);
  return wrapper;
}
