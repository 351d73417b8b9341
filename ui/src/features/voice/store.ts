import { create } from "zustand";
import type { IpcError } from "@/ipc/error";

/** Why nothing is heard. */
export type Failure =
  | { kind: "refused"; error: IpcError }
  /** No voice is set up, and the system has none. */
  | { kind: "voiceless" }
  /** The message has no words for a voice. */
  | { kind: "wordless" }
  /** The sound came and could not be played. */
  | { kind: "unplayable" }
  /** The part of the window that reads could not be loaded. */
  | { kind: "missing" };

export interface Reading {
  conversation: string;
  message: string;
  state: "loading" | "speaking" | "paused" | "failed";
  /** From 0 on. */
  sentence: number;
  count: number;
  failure: Failure | null;
}

/** What is read aloud; there is one at a time. */
export const useReading = create<{ reading: Reading | null }>()(() => ({ reading: null }));

export function changeReading(change: Partial<Reading>): void {
  useReading.setState(({ reading }) => ({ reading: reading && { ...reading, ...change } }));
}
