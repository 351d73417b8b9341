import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import { unsent } from "./outbox";
import { slotOf } from "./slot";

/** Pause in typing after which the draft is saved. */
const PAUSE_MS = 250;
/** Pause after which a draft that could not be saved is saved again: room may have been made on the disk. */
const RETRY_MS = 2000;

/** The newest text of each field that was open in this window; newer than any answer of the core. */
const texts = new Map<string, string>();

/** What the field of a conversation holds as far as this window knows, else undefined. */
export function knownDraft(conversation: string | null): string | undefined {
  return texts.get(slotOf(conversation));
}

interface DraftOptions {
  conversation: string | null;
  /** Reads the field. Called after a pause, not for each key: the text may be megabytes. */
  read: () => string;
  /** The draft could not be saved, or, with null, could again. */
  onFailure: (message: string | null) => void;
}

/** Keeps the text of one field on disk while it is written. */
export class Draft {
  readonly #options: DraftOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saved: string | null = null;
  #open = false;
  #closed = false;

  constructor(options: DraftOptions) {
    this.#options = options;
  }

  /** The field has changed. */
  touch(): void {
    this.#later(PAUSE_MS);
  }

  #later(pause: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), pause);
  }

  /** The field holds its draft. Before that, an empty field says nothing about the draft and must not replace it. */
  open(): void {
    this.#open = true;
  }

  /** Saves now what has changed since it was last saved. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#open) return;
    const { conversation, read, onFailure } = this.#options;
    const text = read();
    texts.set(slotOf(conversation), text);
    // What was sent and not yet kept, and what waits behind an answer, would be lost with the window as well.
    const whole = [...unsent(conversation), text].filter((piece) => piece !== "").join("\n\n");
    if (whole === (this.#saved ?? "")) return;
    const before = this.#saved;
    this.#saved = whole;
    try {
      await invoke("save_draft", { conversation, text: whole });
      onFailure(null);
    } catch (cause) {
      this.#saved = before;
      onFailure(toIpcError(cause).message);
      if (!this.#closed && this.#timer === null) this.#later(RETRY_MS);
    }
  }

  /** The field goes away: from now on a later one of the same conversation may hold newer text. */
  close(): void {
    this.#closed = true;
    this.flush();
  }

  /** The core holds this text: saving it again is needless. */
  settle(text: string): void {
    this.#saved = text;
  }
}

/** The field of the conversation is empty now, and so is its draft. */
export function forgetDraft(conversation: string | null): void {
  texts.set(slotOf(conversation), "");
  // The text is kept under another conversation by now; were this to fail, it would be there twice.
  invoke("save_draft", { conversation, text: "" }).catch(() => undefined);
}

/** Forgets what the window knows of fields; for tests. */
export function resetDrafts(): void {
  texts.clear();
}
