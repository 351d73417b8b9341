import type { MessageView } from "@/ipc/generated";
import { estimate } from "./estimate";

interface Entry {
  message: MessageView;
  drawn: boolean;
  /** In px: of its box when it was last drawn, else a guess. */
  height: number;
}

/**
 * Which messages of the open conversation are drawn. Of the others the document has an empty box of the same height, so that
 * a conversation of any length costs as much as what is in view of it.
 */
export class Drawn {
  #conversation: string | null = null;
  #entries = new Map<string, Entry>();
  #listeners = new Map<string, Set<() => void>>();

  /**
   * Takes up messages that were not known: the last of them are drawn, as many as have room, up to the first that was known. Those of another
   * conversation are forgotten.
   */
  admit(conversation: string, messages: readonly MessageView[], room: number): void {
    if (conversation !== this.#conversation) this.clear();
    this.#conversation = conversation;
    let left = room;
    for (const message of messages.toReversed()) {
      const known = this.#entries.get(message.id);
      const height = known?.height ?? estimate(message);
      this.#entries.set(message.id, { message, height, drawn: known?.drawn ?? left > 0 });
      left = known ? 0 : left - height;
    }
  }

  /** One that was never taken up is. */
  has(message: string): boolean {
    return this.#entries.get(message)?.drawn ?? true;
  }

  height(message: string): number {
    return this.#entries.get(message)?.height ?? 0;
  }

  /** As it was told last. */
  message(message: string): MessageView | undefined {
    return this.#entries.get(message)?.message;
  }

  /** Draws those, and leaves boxes of the given heights where the others were. */
  change(draw: readonly string[], leave: ReadonlyMap<string, number>): void {
    for (const message of draw) this.#set(message, { drawn: true });
    for (const [message, height] of leave) this.#set(message, { drawn: false, height });
  }

  /** No conversation is open. */
  clear(): void {
    this.#conversation = null;
    this.#entries.clear();
  }

  subscribe(message: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(message) ?? new Set();
    this.#listeners.set(message, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(message);
    };
  }

  #set(message: string, change: Partial<Entry>): void {
    const entry = this.#entries.get(message);
    if (!entry) return;
    this.#entries.set(message, { ...entry, ...change });
    for (const listener of this.#listeners.get(message) ?? []) listener();
  }
}

export const drawn = new Drawn();
