import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import { InOrder } from "@/lib/in-order";
import { listenToUnsent, unsent } from "./outbox";
import { slotOf } from "./slot";

/** Pause in typing after which the draft is saved. */
const PAUSE_MS = 250;
/** Pause after which a draft that could not be saved is saved again: room may have been made on the disk. */
const RETRY_MS = 2000;

/** The newest text of each field that was open in this window; newer than any answer of the core. */
const texts = new Map<string, string>();

/** What was typed into fields that went away before their draft came, by slot. */
const early = new Map<string, string>();

/** Gives what was typed into a former field before its draft came, once. */
export function takeEarly(conversation: string | null): string {
  const slot = slotOf(conversation);
  const text = early.get(slot) ?? "";
  early.delete(slot);
  return text;
}

/** What the field of a conversation holds as far as this window knows, else undefined. */
export function knownDraft(conversation: string | null): string | undefined {
  return texts.get(slotOf(conversation));
}

/** The fields that are open, by slot. */
const fields = new Map<string, Draft>();

const saves = new InOrder();

function save(conversation: string | null, text: string): Promise<void> {
  return saves.ask(slotOf(conversation), () => invoke("save_draft", { conversation, text }));
}

// What was sent and not yet kept, and what waits behind an answer, would be lost with the window as well.
function whole(conversation: string | null, typed: string): string {
  return [...unsent(conversation), typed].filter((piece) => piece !== "").join("\n\n");
}

listenToUnsent((conversation) => {
  const slot = slotOf(conversation);
  const field = fields.get(slot);
  if (field) {
    field.rewrite();
    return;
  }
  // A failure leaves the text in this window, and the next change of it is saved again.
  save(conversation, whole(conversation, texts.get(slot) ?? "")).catch(() => undefined);
});

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
  /** What is on disk is not known. */
  #stale = false;

  constructor(options: DraftOptions) {
    this.#options = options;
    fields.set(slotOf(options.conversation), this);
  }

  /** The field has changed. */
  touch(): void {
    this.#later(PAUSE_MS);
  }

  #later(pause: number): void {
    this.#notLater();
    this.#timer = setTimeout(() => this.flush(), pause);
  }

  #notLater(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** The field holds its draft. Before that, an empty field says nothing about the draft and must not replace it. */
  open(): void {
    this.#open = true;
    if (this.#stale) this.touch();
  }

  /** Saves now what has changed since it was last saved. */
  async flush(): Promise<void> {
    this.#notLater();
    if (!this.#open) return;
    const { conversation, read, onFailure } = this.#options;
    const text = read();
    texts.set(slotOf(conversation), text);
    const wanted = whole(conversation, text);
    if (wanted === (this.#saved ?? "") && !this.#stale) return saves.settled(slotOf(conversation));
    this.#saved = wanted;
    this.#stale = false;
    try {
      await save(conversation, wanted);
      if (!this.#closed) onFailure(null);
    } catch (cause) {
      this.#stale = true;
      if (this.#closed) return;
      onFailure(toIpcError(cause).message);
      if (this.#timer === null) this.#later(RETRY_MS);
    }
  }

  /** What is on disk was changed from elsewhere: it is written again, also when that seems needless. */
  rewrite(): void {
    this.#stale = true;
    this.flush();
  }

  /**
   * The field goes away, and with it whoever could be told of a failure. From now on a later one of the same conversation may
   * hold newer text.
   */
  close(): void {
    const { conversation, read } = this.#options;
    const slot = slotOf(conversation);
    this.#closed = true;
    this.#notLater();
    if (fields.get(slot) === this) fields.delete(slot);
    if (this.#open) this.flush();
    // Typed before the draft came: the next field gets both.
    else early.set(slot, [early.get(slot), read()].filter(Boolean).join("\n\n"));
  }

  /** The core holds this text: saving it again is needless. */
  settle(text: string): void {
    this.#saved = text;
  }
}

/** The field of the conversation is empty now, and so is its draft. */
export function forgetDraft(conversation: string | null): void {
  texts.set(slotOf(conversation), "");
  // The text is on its way to another conversation's draft; were this to fail, it would be there twice.
  save(conversation, "").catch(() => undefined);
}

/** Forgets what the window knows of fields; for tests. */
export function resetDrafts(): void {
  texts.clear();
  early.clear();
  fields.clear();
  saves.clear();
}
