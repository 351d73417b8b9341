import { cameWith } from "@/lib/came-with";
import { LazySource } from "@/lib/lazy-source";
import type { Diagrams } from "./diagrams";

const part = new LazySource(async () => (await import("./diagrams")).Diagrams);

/** The diagrams below an element. Their code is read when the first one is whole. */
export class WatchedDiagrams {
  /** Blocks that have come and may not be whole. */
  readonly #came: Set<Element>;
  readonly #observer: MutationObserver;
  #diagrams: Diagrams | null = null;
  #closed = false;

  constructor(root: Element) {
    this.#came = new Set(root.getElementsByClassName("md-mermaid"));
    this.#observer = new MutationObserver((records) => {
      for (const block of cameWith(records, "md-mermaid")) this.#came.add(block);
      this.#look();
    });
    // What is being written is whole when another block follows, or when the answer has ended.
    this.#observer.observe(root, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["data-status"],
    });
    this.#look();
  }

  toggle(button: Element): void {
    this.#diagrams?.toggle(button);
  }

  rename(): void {
    this.#diagrams?.rename();
  }

  close(): void {
    this.#closed = true;
    this.#observer.disconnect();
    this.#diagrams?.close();
  }

  async #look(): Promise<void> {
    for (const block of this.#came) if (!block.isConnected) this.#came.delete(block);
    const whole = [...this.#came].filter((block) => !isGrowing(block));
    if (whole.length === 0) return;
    const Diagrams = await part.load().catch(() => null);
    if (Diagrams === null || this.#closed) return;
    this.#diagrams ??= new Diagrams();
    this.#diagrams.look(whole);
    for (const block of whole) this.#came.delete(block);
  }
}

/** It stands in the block that is being written. */
export function isGrowing(element: Element): boolean {
  return element.closest('[data-status="streaming"] .md > :last-child') !== null;
}
