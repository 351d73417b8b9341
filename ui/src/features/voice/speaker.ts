import i18next from "i18next";
import { loadSentence } from "@/ipc/client";
import type { SpeechSettings } from "@/ipc/generated";
import { systemVoices } from "./system-voices";

export interface Utterance {
  reading: number;
  sentence: number;
  text: string;
  /** It is heard from now on. */
  onStart: () => void;
}

/** A voice. It says one sentence at a time. */
export interface Speaker {
  /** Resolves when the sentence has been said, or the voice is closed. */
  say: (utterance: Utterance) => Promise<void>;
  pause: () => void;
  resume: () => void;
  /** In percent of the voice's own. */
  setSpeed: (percent: number) => void;
  close: () => void;
}

/** Sound that came and that this system does not play. */
export class Unplayable extends Error {
  override readonly name = "Unplayable";
}

/** The voice that is set up, else the system's; null where there is neither. */
export async function speakerFor(settings: SpeechSettings): Promise<Speaker | null> {
  if (settings.provider !== null) return new ProviderSpeaker(settings.speed);
  const voice = pickVoice(await systemVoices(), settings.voice);
  return voice ? new SystemSpeaker(voice, settings.speed) : null;
}

/** The chosen voice; unchosen, only one that speaks the window's language is worth hearing. */
function pickVoice(voices: SpeechSynthesisVoice[], chosen: string): SpeechSynthesisVoice | undefined {
  const speaks = voices.filter(({ lang }) => lang.split(/[-_]/)[0] === i18next.language);
  return voices.find(({ name }) => name === chosen) ?? speaks.find((voice) => voice.default) ?? speaks[0];
}

/** Plays what the core fetches. */
class ProviderSpeaker implements Speaker {
  readonly #audio = new Audio();
  #paused = false;
  #closed = false;
  #speed: number;
  /** Ends the wait for the sentence that plays. */
  #over: () => void = () => undefined;

  constructor(speed: number) {
    this.#speed = speed;
    this.#audio.preservesPitch = true;
  }

  async say({ reading, sentence, onStart }: Utterance): Promise<void> {
    const sound = await loadSentence(reading, sentence);
    if (this.#closed) return;
    const url = URL.createObjectURL(sound);
    try {
      await this.#play(url, onStart);
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  #play(url: string, onStart: () => void): Promise<void> {
    const audio = this.#audio;
    return new Promise((resolve, reject) => {
      this.#over = resolve;
      audio.onended = () => resolve();
      audio.onerror = () => reject(new Unplayable());
      audio.onplaying = onStart;
      audio.src = url;
      this.setSpeed(this.#speed);
      // What fails is also an error of the element; a play that a pause ends is none.
      if (!this.#paused) audio.play().catch((cause: unknown) => isRefusal(cause) && reject(new Unplayable()));
    });
  }

  pause(): void {
    this.#paused = true;
    this.#audio.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#audio.src !== "" && !this.#audio.ended) this.#audio.play().catch(() => undefined);
  }

  setSpeed(percent: number): void {
    this.#speed = percent;
    // A new source takes the default.
    this.#audio.defaultPlaybackRate = percent / 100;
    this.#audio.playbackRate = percent / 100;
  }

  close(): void {
    this.#closed = true;
    this.#audio.onerror = null;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#audio.load();
    this.#over();
  }
}

function isRefusal(cause: unknown): boolean {
  return (
    cause instanceof DOMException && (cause.name === "NotSupportedError" || cause.name === "NotAllowedError")
  );
}

/** Between two sentences. Without it WebKitGTK never ends one that begins as the last one ends. */
const GAP_MS = 120;

/** The system's own voice, which the window has by itself. */
class SystemSpeaker implements Speaker {
  readonly #voice: SpeechSynthesisVoice;
  #speed: number;
  #paused = false;
  #over: () => void = () => undefined;

  constructor(voice: SpeechSynthesisVoice, speed: number) {
    this.#voice = voice;
    this.#speed = speed;
  }

  say({ text, onStart }: Utterance): Promise<void> {
    return new Promise((resolve, reject) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = this.#voice;
      utterance.lang = this.#voice.lang;
      utterance.rate = this.#speed / 100;
      utterance.onstart = onStart;
      utterance.onend = () => window.setTimeout(resolve, GAP_MS);
      utterance.onerror = ({ error }) =>
        error === "canceled" || error === "interrupted" ? resolve() : reject(new Unplayable());
      this.#over = resolve;
      speechSynthesis.speak(utterance);
      if (this.#paused) speechSynthesis.pause();
    });
  }

  pause(): void {
    this.#paused = true;
    speechSynthesis.pause();
  }

  resume(): void {
    this.#paused = false;
    speechSynthesis.resume();
  }

  /** From the next sentence on: one that is being said cannot be changed. */
  setSpeed(percent: number): void {
    this.#speed = percent;
  }

  close(): void {
    speechSynthesis.cancel();
    // Cancelled in a pause, some systems would stay silent for ever.
    speechSynthesis.resume();
    this.#over();
  }
}
