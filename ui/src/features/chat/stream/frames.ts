import type { PartOp, TurnEvent } from "@/ipc/generated";

/** What an event of the stream amounts to once order and completeness are settled. */
export type FrameResult =
  | { type: "ops"; seq: number; ops: PartOp[] }
  | { type: "incomplete" }
  /** A frame is missing: the turn has to be watched again. */
  | { type: "gap" };

type FrameEvent = Extract<TurnEvent, { type: "frame" | "frame_piece" }>;

/**
 * Puts one watcher's frames in order: whole frames pass, pieces are joined, a missing frame or piece is a gap.
 * After a gap everything is a gap, until a new reader is made for the new watch.
 */
export class FrameReader {
  #expected: number | null = null;
  #pieces: string[] = [];
  #broken = false;

  read(event: FrameEvent): FrameResult {
    if (this.#broken) return { type: "gap" };
    if (this.#expected !== null && event.seq !== this.#expected) return this.#gap();
    if (event.type === "frame") {
      if (this.#pieces.length > 0) return this.#gap();
      this.#expected = event.seq + 1;
      return { type: "ops", seq: event.seq, ops: event.ops };
    }
    return this.#readPiece(event);
  }

  #readPiece(event: Extract<FrameEvent, { type: "frame_piece" }>): FrameResult {
    if (event.piece !== this.#pieces.length || event.piece >= event.of) return this.#gap();
    this.#expected = event.seq;
    this.#pieces.push(event.json);
    if (this.#pieces.length < event.of) return { type: "incomplete" };
    const json = this.#pieces.join("");
    this.#pieces = [];
    this.#expected = event.seq + 1;
    const ops = parseOps(json);
    return ops ? { type: "ops", seq: event.seq, ops } : this.#gap();
  }

  #gap(): FrameResult {
    this.#broken = true;
    this.#pieces = [];
    return { type: "gap" };
  }
}

function parseOps(json: string): PartOp[] | null {
  try {
    const value: unknown = JSON.parse(json);
    // The core wrote it by the same contract as a whole frame; only a cut can make it anything else.
    return Array.isArray(value) ? (value as PartOp[]) : null;
  } catch {
    return null;
  }
}
