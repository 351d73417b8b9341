/** Part of the time that drawing a stream may take; what is left is for the reader's keys, wheel and pointer. */
const SHARE = 0.6;
/** Whatever drawing took, words do not wait longer for it. */
const LONGEST_REST_MS = 120;

/**
 * How often what streams is drawn: with each frame of the screen while that is cheap; where laying out and painting take their
 * time (no GPU, a large window, a long line), at every second or third, so that the window stays free.
 */
export class Pace {
  readonly #now: () => number;
  readonly #whenDrawn: (callback: () => void) => void;
  #restUntil = 0;
  #measuring = false;

  constructor(now: () => number = () => performance.now(), whenDrawn = afterDrawing) {
    this.#now = now;
    this.#whenDrawn = whenDrawn;
  }

  /** The window has to rest from drawing: look again with the next frame. */
  get rests(): boolean {
    return this.#now() < this.#restUntil;
  }

  /** Call within an animation frame that changes what is shown, before it does. */
  begin(): void {
    if (this.#measuring) return;
    this.#measuring = true;
    const begun = this.#now();
    this.#whenDrawn(() => {
      this.#measuring = false;
      this.#restUntil = begun + Math.min((this.#now() - begun) / SHARE, LONGEST_REST_MS);
    });
  }
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => {
  for (const callback of waiting.splice(0)) callback();
};

/** Called within an animation frame: calls back behind the layout and the painting that belong to it. */
function afterDrawing(callback: () => void): void {
  waiting.push(callback);
  channel.port2.postMessage(null);
}

/** All streams are drawn by the same window. */
export const pace = new Pace();
