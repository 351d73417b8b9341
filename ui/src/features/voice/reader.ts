import i18next from "i18next";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { ReadingView, Settings } from "@/ipc/generated";
import "@/i18n/en/voice";
import { Follower } from "./follower";
import { type Speaker, speakerFor, Unplayable } from "./speaker";
import { changeReading, type Failure, useReading } from "./store";

/** One reading, from its first sentence to its end. */
class Reader {
  #ended = false;
  #view: ReadingView | null = null;
  #speaker: Speaker | null = null;
  readonly #follower: Follower;

  constructor(message: string) {
    this.#follower = new Follower(message);
  }

  async read(conversation: string, message: string, from: number): Promise<void> {
    try {
      const settings = await invoke("get_settings", {});
      const speaker = await speakerFor(settings.speech);
      if (this.#ended) return speaker?.close();
      if (speaker === null) return this.#fail({ kind: "voiceless" });
      this.#speaker = speaker;
      const view = await invoke("read_aloud", { conversation, message, names: names() });
      this.#view = view;
      if (this.#ended) return this.#release();
      if (view.sentences.length === 0) return this.#fail({ kind: "wordless" });
      changeReading({ count: view.sentences.length });
      await this.#speak(speaker, view, from);
      if (!this.#ended) finish(this);
    } catch (cause) {
      if (this.#ended) return;
      const unplayable = cause instanceof Unplayable;
      this.#fail(unplayable ? { kind: "unplayable" } : { kind: "refused", error: toIpcError(cause) });
    }
  }

  async #speak(speaker: Speaker, view: ReadingView, from: number): Promise<void> {
    for (const [at, sentence] of view.sentences.entries()) {
      this.#follower.look(sentence.shown);
      if (at < from) continue;
      changeReading({ sentence: at });
      await speaker.say({
        reading: view.reading,
        sentence: at,
        text: sentence.said,
        onStart: () => {
          if (this.#ended) return;
          this.#follower.mark();
          if (useReading.getState().reading?.state === "loading") changeReading({ state: "speaking" });
        },
      });
      if (this.#ended) return;
    }
  }

  pause(): void {
    this.#speaker?.pause();
    changeReading({ state: "paused" });
  }

  resume(): void {
    changeReading({ state: "speaking" });
    this.#speaker?.resume();
  }

  setSpeed(percent: number): void {
    this.#speaker?.setSpeed(percent);
  }

  /** Nothing is heard, marked or paid for from now on. */
  end(): void {
    this.#ended = true;
    this.#follower.clear();
    this.#speaker?.close();
    this.#release();
  }

  #fail(failure: Failure): void {
    this.end();
    changeReading({ state: "failed", failure });
  }

  #release(): void {
    const view = this.#view;
    this.#view = null;
    // Where it cannot be said, it has ended with the core.
    if (view) invoke("stop_reading", { reading: view.reading }).catch(() => undefined);
  }
}

let current: Reader | null = null;

/** Reads a message from a sentence on. */
export async function start(conversation: string, message: string, from: number): Promise<void> {
  current?.end();
  const reader = new Reader(message);
  current = reader;
  await reader.read(conversation, message, from);
}

export function stop(): void {
  current?.end();
  current = null;
}

export function pause(): void {
  current?.pause();
}

export function resume(): void {
  current?.resume();
}

/** In percent of the voice's own. */
export function setSpeed(percent: Settings["speech"]["speed"]): void {
  current?.setSpeed(percent);
}

function finish(reader: Reader): void {
  reader.end();
  if (current !== reader) return;
  current = null;
  useReading.setState({ reading: null });
}

function names() {
  const t = i18next.getFixedT(null, "voice");
  return {
    code: t("names.code"),
    formula: t("names.formula"),
    table: t("names.table"),
    address: t("names.address"),
  };
}
