import type { Answering, MessageError, MessageState, PartOp, TurnEvent, TurnStatus } from "../generated";

/** A turn of the fake core. Its owner pushes what the model would say; watchers get frames as the real core sends them. */
export class FakeTurn {
  readonly id: string;
  readonly acks: { watcher: number; seq: number }[] = [];
  stopped = false;
  #ops: PartOp[] = [];
  #watchers = new Map<number, { seq: number; deliver: (event: TurnEvent) => void }>();
  #lastWatcher = 0;
  #ended: TurnEvent | null = null;

  constructor(id: string) {
    this.id = id;
  }

  watch(deliver: (event: TurnEvent) => void): () => void {
    this.#lastWatcher += 1;
    const watcher = this.#lastWatcher;
    const entry = { seq: 0, deliver };
    this.#watchers.set(watcher, entry);
    deliver({ type: "reset", watcher });
    if (this.#ops.length > 0) {
      entry.seq = 1;
      deliver({ type: "frame", seq: 1, ops: [...this.#ops] });
    }
    if (this.#ended) deliver(this.#ended);
    return () => this.#watchers.delete(watcher);
  }

  frame(ops: PartOp[]): void {
    this.#ops.push(...ops);
    for (const entry of this.#watchers.values()) {
      entry.seq += 1;
      entry.deliver({ type: "frame", seq: entry.seq, ops });
    }
  }

  /** The same as `frame`, cut into `count` messages. */
  framePieces(ops: PartOp[], count: number): void {
    this.#ops.push(...ops);
    const json = JSON.stringify(ops);
    const size = Math.ceil(json.length / count);
    for (const entry of this.#watchers.values()) {
      entry.seq += 1;
      for (let piece = 0; piece < count; piece += 1) {
        entry.deliver({
          type: "frame_piece",
          seq: entry.seq,
          piece,
          of: count,
          json: json.slice(piece * size, (piece + 1) * size),
        });
      }
    }
  }

  /** Takes a sequence number without delivering it: what a lost message looks like. */
  loseFrame(ops: PartOp[]): void {
    this.#ops.push(...ops);
    for (const entry of this.#watchers.values()) entry.seq += 1;
  }

  status(status: TurnStatus): void {
    for (const entry of this.#watchers.values()) entry.deliver({ type: "status", status });
  }

  answering(answering: Answering): void {
    for (const entry of this.#watchers.values()) entry.deliver({ type: "answering", answering });
  }

  /** No words follow, and the history does not hold them yet. */
  finish(): void {
    for (const entry of this.#watchers.values()) entry.deliver({ type: "last_frame" });
  }

  end(state: MessageState, error: MessageError | null): void {
    this.#ended = { type: "ended", state, error };
    for (const entry of this.#watchers.values()) entry.deliver(this.#ended);
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  get ended(): boolean {
    return this.#ended !== null;
  }
}
