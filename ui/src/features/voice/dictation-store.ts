import { create } from "zustand";
import type { IpcError } from "@/ipc/error";
import type { MicrophoneProblem } from "@/ipc/generated";

/** Why there is no text. */
export type DictationFailure =
  | { kind: "refused"; error: IpcError; again: boolean }
  | { kind: "microphone"; problem: MicrophoneProblem }
  /** Nobody is chosen who writes it down. */
  | { kind: "unset" }
  /** There were no words in it. */
  | { kind: "wordless" }
  | { kind: "missing" };

export interface Dictation {
  state: "starting" | "recording" | "writing" | "failed";
  /** From 0 to 1. */
  level: number;
  elapsedMs: number;
  longestMs: number;
  /** Why the recording ended by itself. */
  ended: "full" | "lost" | null;
  failure: DictationFailure | null;
}

/** What is dictated; there is one at a time. */
export const useDictation = create<{ dictation: Dictation | null }>()(() => ({ dictation: null }));

export function changeDictation(change: Partial<Dictation>): void {
  useDictation.setState(({ dictation }) => ({ dictation: dictation && { ...dictation, ...change } }));
}
