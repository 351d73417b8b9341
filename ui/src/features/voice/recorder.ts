import { beginDictation, invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { DictationEvent } from "@/ipc/generated";
import { useComposerRequest } from "@/lib/composer-request";
import { changeDictation, type DictationFailure, useDictation } from "./dictation-store";

/** One recording, from the microphone to its text. */
class Recorder {
  /** As the core counts it, once it records. */
  #id: number | null = null;
  #dropped = false;
  #wantsEnd = false;

  async begin(): Promise<void> {
    try {
      const { dictation } = await invoke("get_settings", {});
      if (this.#dropped) return;
      if (dictation.provider === null) return this.#fail({ kind: "unset" });
      const begun = await beginDictation((event) => this.#hear(event));
      if (begun.type === "silent") return this.#fail({ kind: "microphone", problem: begun.problem });
      this.#id = begun.dictation;
      if (this.#dropped) return this.#release();
      changeDictation({ state: "recording", longestMs: begun.longest_ms });
      if (this.#wantsEnd) await this.finish();
    } catch (cause) {
      this.#fail({ kind: "refused", error: toIpcError(cause), again: false });
    }
  }

  #hear(event: DictationEvent): void {
    if (this.#dropped) return;
    if (event.type === "level") changeDictation({ level: event.peak, elapsedMs: event.elapsed_ms });
    else {
      changeDictation({ ended: event.type });
      void this.finish();
    }
  }

  async finish(): Promise<void> {
    this.#wantsEnd = true;
    if (this.#id === null || useDictation.getState().dictation?.state === "writing") return;
    changeDictation({ state: "writing", failure: null });
    try {
      const { text } = await invoke("finish_dictation", { dictation: this.#id });
      if (this.#dropped) return;
      this.#id = null;
      if (text === "") return this.#fail({ kind: "wordless" });
      useDictation.setState({ dictation: null });
      useComposerRequest.getState().insert(text);
    } catch (cause) {
      this.#fail({ kind: "refused", error: toIpcError(cause), again: true });
    }
  }

  drop(): void {
    this.#dropped = true;
    this.#release();
  }

  #fail(failure: DictationFailure): void {
    if (!this.#dropped) changeDictation({ state: "failed", failure });
  }

  #release(): void {
    const id = this.#id;
    this.#id = null;
    // Where it cannot be said, the recording has ended with the core.
    if (id !== null) invoke("cancel_dictation", { dictation: id }).catch(() => undefined);
  }
}

let current: Recorder | null = null;

export async function begin(): Promise<void> {
  current?.drop();
  current = new Recorder();
  await current.begin();
}

export function finish(): void {
  void current?.finish();
}

export function drop(): void {
  current?.drop();
  current = null;
}
