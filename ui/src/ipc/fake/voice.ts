import { IpcError } from "../error";
import type {
  DictationBegun,
  DictationEvent,
  DictationProvider,
  SentenceView,
  SpeechProvider,
} from "../generated";
import type { Handlers } from "./handlers";

/** What is read aloud, a sentence at a time. A test says what a message's sentences are and how they sound. */
export class FakeVoice {
  providers: SpeechProvider[] = [];
  sentences: SentenceView[] = [];
  /** The sentences that were asked for, as `reading/sentence`. */
  readonly asked: string[] = [];
  sound: (sentence: number) => Blob | Promise<Blob> = () => new Blob(["sound"], { type: "audio/wav" });
  #reading = 0;
  #open = false;

  get reads(): boolean {
    return this.#open;
  }

  dictationProviders: DictationProvider[] = [];
  microphones: string[] = [];
  begun: DictationBegun = { type: "recording", dictation: 1, longest_ms: 600_000 };
  /** Tells the window what the microphone hears; null when nobody listens. */
  hear: ((event: DictationEvent) => void) | null = null;

  async begin(onEvent: (event: DictationEvent) => void): Promise<DictationBegun> {
    this.hear = onEvent;
    return this.begun;
  }

  async load(reading: number, sentence: number): Promise<Blob> {
    this.asked.push(`${reading}/${sentence}`);
    if (!this.#open || reading !== this.#reading)
      throw new IpcError("not_found", "This is not read out any more.");
    return this.sound(sentence);
  }

  readonly commands: Pick<
    Handlers,
    | "speech_providers"
    | "read_aloud"
    | "stop_reading"
    | "dictation_choices"
    | "finish_dictation"
    | "cancel_dictation"
  > = {
    dictation_choices: () => ({ providers: this.dictationProviders, microphones: this.microphones }),
    finish_dictation: () => ({ text: "dictated words" }),
    cancel_dictation: () => {
      this.hear = null;
    },
    speech_providers: () => this.providers,
    read_aloud: () => {
      this.#reading += 1;
      this.#open = true;
      return { reading: this.#reading, sentences: this.sentences };
    },
    stop_reading: ({ reading }) => {
      if (reading === this.#reading) this.#open = false;
    },
  };
}
