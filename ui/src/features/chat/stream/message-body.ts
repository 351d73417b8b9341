import type { BlockOp, PartOp, PartView, PictureView, ToolResultView } from "@/ipc/generated";
import { boxEarlier } from "../drawn/block-boxes";
import { blockHeight } from "../drawn/estimate";
import { BlockList } from "./block-list";
import { Caret } from "./caret";
import { prepareBlock } from "./prepare-block";

/** What React draws around a part. The words themselves live in `host`, which React only puts in its place. */
export type PartShell =
  | { part: number; type: "text"; host: HTMLElement }
  | { part: number; type: "reasoning"; host: HTMLElement; thinking: boolean; duration_ms: number | null }
  | { part: number; type: "tool_call"; name: string; arguments: string }
  | { part: number; type: "tool_result"; result: ToolResultView }
  | { part: number; type: "image"; picture: PictureView };

/**
 * The content of one message: a shell for each part, told to React when one appears or changes, and the parts' blocks,
 * applied to the document directly so that no word of a stream costs a render.
 */
export class MessageBody {
  #shells: readonly PartShell[] = [];
  #lists = new Map<number, BlockList>();
  #listeners = new Set<() => void>();
  #caret = new Caret();
  #rebuilding = false;
  #watchesSelection = false;
  #sealed = false;

  /** Holds the whole message: nothing but another turn can change it. */
  get sealed(): boolean {
    return this.#sealed;
  }

  /** For `useSyncExternalStore`: the same array until a shell appears or changes. */
  readonly snapshot = (): readonly PartShell[] => this.#shells;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shows the message as the history has it, keeping every node that is already right. */
  load(parts: readonly PartView[]): void {
    const known = new Set(this.#lists.keys());
    this.reset();
    parts.forEach((view, part) => {
      if (view.type === "tool_call") {
        this.#setShell({ part, type: "tool_call", name: view.name, arguments: view.arguments });
        return;
      }
      if (view.type === "tool_result") {
        const { type, ...result } = view;
        this.apply({ type, part, result });
        return;
      }
      if (view.type === "image") {
        const { type, ...picture } = view;
        this.apply({ type, part, picture });
        return;
      }
      view.blocks.forEach((html, block) => {
        this.apply({ type: view.type, part, op: { op: "append", block, html } });
      });
      if (view.type === "reasoning") this.#endReasoning(part, view.duration_ms);
    });
    this.#seal(false);
    parts.forEach((view, part) => {
      const host = this.#lists.get(part)?.host;
      if (host && !known.has(part) && "blocks" in view)
        boxEarlier(host, view.blocks.map(blockHeight), window.innerHeight);
    });
  }

  /** The stream has told everything. */
  seal(): void {
    this.#seal(true);
  }

  /** A turn writes the message from now on: until it has told everything, the history may know more. */
  unseal(): void {
    this.#sealed = false;
  }

  /** The stream starts over: what comes builds the message anew, reusing every node that comes back the same. */
  reset(): void {
    this.#caret.lift();
    this.#sealed = false;
    this.#rebuilding = true;
    for (const list of this.#lists.values()) list.rebuild();
  }

  /** Returns false if the operation does not fit what is there: then a frame was lost. */
  apply(op: PartOp): boolean {
    this.#caret.lift();
    switch (op.type) {
      case "text":
      case "reasoning":
        return this.#applyBlock(op.type, op.part, op.op);
      case "tool_call":
        this.#setShell({ part: op.part, type: "tool_call", name: op.name, arguments: op.arguments });
        return true;
      case "tool_result":
        this.#setShell({ part: op.part, type: "tool_result", result: op.result });
        return true;
      case "image":
        this.#setShell({ part: op.part, type: "image", picture: op.picture });
        return true;
      case "reasoning_ended":
        return this.#endReasoning(op.part, op.duration_ms);
    }
  }

  /** Call after a whole frame: removes what did not come back after a reset, and shows where the text ends. */
  endFrame(streaming: boolean): void {
    if (this.#rebuilding) {
      this.#rebuilding = false;
      const gone = this.#shells.filter((shell) => this.#lists.get(shell.part)?.length === 0);
      if (gone.length > 0) this.#setShells(this.#shells.filter((shell) => !gone.includes(shell)));
      for (const shell of gone) this.#lists.delete(shell.part);
    }
    this.#settle();
    const last = this.#shells.at(-1);
    if (streaming && last?.type === "text") this.#caret.place(last.host);
    else this.#caret.lift();
  }

  /** Gives the buttons inside the blocks their words in the present language. */
  rename(): void {
    for (const list of this.#lists.values()) prepareBlock(list.host);
  }

  #seal(come: boolean): void {
    this.endFrame(false);
    for (const list of this.#lists.values()) list.finish(come);
    this.#sealed = true;
  }

  #applyBlock(type: "text" | "reasoning", part: number, op: BlockOp): boolean {
    const shell = this.#shell(part);
    if (shell && shell.type !== type) return false;
    let list = this.#lists.get(part);
    if (!list) {
      const host = document.createElement("div");
      host.className = "md";
      list = new BlockList(host);
      this.#lists.set(part, list);
      this.#setShell(
        type === "text" ? { part, type, host } : { part, type, host, thinking: true, duration_ms: null },
      );
    }
    return list.apply(op);
  }

  #endReasoning(part: number, duration_ms: number | null): boolean {
    const shell = this.#shell(part);
    // Reasoning of white space alone ends without ever having had a block.
    if (!shell) return true;
    if (shell.type !== "reasoning") return false;
    this.#setShell({ ...shell, thinking: false, duration_ms });
    return true;
  }

  #settle(): void {
    let held = false;
    for (const list of this.#lists.values()) if (list.settle()) held = true;
    if (!held || this.#watchesSelection) return;
    this.#watchesSelection = true;
    const settle = () => {
      // Between a reset and its first frame every node waits to be taken up again.
      if (this.#rebuilding) return;
      let still = false;
      for (const list of this.#lists.values()) if (list.settle()) still = true;
      if (still) return;
      document.removeEventListener("selectionchange", settle);
      this.#watchesSelection = false;
    };
    document.addEventListener("selectionchange", settle);
  }

  #shell(part: number): PartShell | undefined {
    return this.#shells.find((shell) => shell.part === part);
  }

  #setShell(shell: PartShell): void {
    const others = this.#shells.filter((other) => other.part !== shell.part);
    this.#setShells([...others, shell].sort((a, b) => a.part - b.part));
  }

  #setShells(shells: readonly PartShell[]): void {
    this.#shells = shells;
    for (const listener of this.#listeners) listener();
  }
}
