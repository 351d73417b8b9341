import { create } from "zustand";

/** What some other part of the window asks of the composer. Each is a new object, so asking twice works. */
export type ComposerRequest = { kind: "focus" } | { kind: "fill" | "insert"; text: string };

interface ComposerRequestState {
  request: ComposerRequest | null;
  /** Puts the caret into the Message field. */
  focus: () => void;
  /** Puts `text` into the Message field, for a person to finish and send. */
  fill: (text: string) => void;
  /** Puts `text` where the caret is. */
  insert: (text: string) => void;
  /** The composer has done it. */
  clear: () => void;
}

export const useComposerRequest = create<ComposerRequestState>()((set) => ({
  request: null,
  focus: () => set({ request: { kind: "focus" } }),
  fill: (text) => set({ request: { kind: "fill", text } }),
  insert: (text) => set({ request: { kind: "insert", text } }),
  clear: () => set({ request: null }),
}));
