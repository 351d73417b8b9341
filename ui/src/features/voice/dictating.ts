import { LazySource } from "@/lib/lazy-source";
import { changeDictation, useDictation } from "./dictation-store";

const source = new LazySource(() => import("./recorder"));

/** The code that records, looked up when it is about to be wanted. */
export const prefetchRecorder = source.prefetch;

/** Begins to record. What was recorded before is dropped. */
export async function beginDictation(): Promise<void> {
  source.value?.drop();
  const dictation = {
    state: "starting",
    level: 0,
    elapsedMs: 0,
    longestMs: 0,
    ended: null,
    failure: null,
  } as const;
  useDictation.setState({ dictation });
  try {
    const { begin } = await source.load();
    if (useDictation.getState().dictation === dictation) await begin();
  } catch {
    if (useDictation.getState().dictation === dictation)
      changeDictation({ state: "failed", failure: { kind: "missing" } });
  }
}

/** Ends the recording and has it written down. */
export function finishDictation(): void {
  source.value?.finish();
}

/** Ends a dictation and keeps nothing of it. */
export function cancelDictation(): void {
  source.value?.drop();
  useDictation.setState({ dictation: null });
}

/** Begins a dictation, or has it written down. */
export function toggleDictation(): void {
  const state = useDictation.getState().dictation?.state;
  if (state === "starting" || state === "recording") finishDictation();
  else if (state !== "writing") void beginDictation();
}
