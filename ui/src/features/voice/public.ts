import { LazySource } from "@/lib/lazy-source";
import { changeReading, useReading } from "./store";

export { toggleDictation } from "./dictating";
export { DictationButton } from "./dictation-button";
export { DictationHost } from "./dictation-host";
export { ReadAloudButton } from "./read-aloud-button";
export { ReadingHost } from "./reading-host";
export { SPEEDS, speedText } from "./speeds";
export { useReading } from "./store";
export { systemVoices } from "./system-voices";

const source = new LazySource(() => import("./reader"));

/** Reads a message from one of its sentences on. What was read before ends. */
export async function readAloud(conversation: string, message: string, from = 0): Promise<void> {
  source.value?.stop();
  const reading = {
    conversation,
    message,
    state: "loading",
    sentence: from,
    count: 0,
    failure: null,
  } as const;
  useReading.setState({ reading });
  try {
    const { start } = await source.load();
    if (useReading.getState().reading === reading) await start(conversation, message, from);
  } catch {
    if (useReading.getState().reading === reading)
      changeReading({ state: "failed", failure: { kind: "missing" } });
  }
}

/** Ends what is read. Gives whether there was something. */
export function stopReading(): boolean {
  const { reading } = useReading.getState();
  source.value?.stop();
  useReading.setState({ reading: null });
  return reading !== null;
}

/** Reads the newest answer of the open conversation, or ends what is read. */
export function toggleLastAnswer(conversation: string): void {
  if (stopReading()) return;
  const answers = document.querySelectorAll<HTMLElement>(
    "[role=log] [data-role=assistant]:not([data-status=streaming])",
  );
  const message = [...answers].at(-1)?.dataset.message;
  if (message !== undefined) void readAloud(conversation, message);
}

/** The code that reads, looked up when it is about to be wanted. */
export const prefetchReader = source.prefetch;
