import type {
  AckArgs,
  Answering,
  MessageError,
  MessageState,
  PartOp,
  TurnEvent,
  TurnStatus,
} from "@/ipc/generated";
import { FrameReader } from "./frames";
import type { MessageBody } from "./message-body";
import { nextFrame } from "./next-frame";
import type { Pace } from "./pace";

/** The wire, handed in so that a test can own it. */
export interface TurnWire {
  /** Resolves when the watch has begun or ended; rejects if the turn is not running. */
  watch: (turn: string, onEvent: (event: TurnEvent) => void) => Promise<unknown>;
  ack: (args: AckArgs) => Promise<unknown>;
}

export interface TurnReport {
  status: (status: TurnStatus) => void;
  answering: (answering: Answering) => void;
  ended: (state: MessageState, error: MessageError | null) => void;
  /** The turn cannot be followed, mostly because it is over: the history knows how it ended. */
  lost: () => void;
}

type Step =
  | { type: "reset" }
  | { type: "frame"; seq: number; ops: PartOp[]; next: number }
  | { type: "ended"; state: MessageState; error: MessageError | null };

/** Time a frame may take from the 16 ms that the window has for everything. */
const BUDGET_MS = 8;
const RETRY_MS = 1000;
const RETRIES = 5;

/** Follows one turn from its first event to its last and applies its frames to a message body, a little at a time. */
export class TurnWatcher {
  readonly #turn: string;
  readonly #body: MessageBody;
  readonly #wire: TurnWire;
  readonly #report: TurnReport;
  readonly #pace: Pick<Pace, "rests" | "begin">;
  #steps: Step[] = [];
  #scheduled = false;
  /** No words follow: what is here is drawn with the next frame, however dear drawing is. */
  #last = false;
  #over = false;
  /** Counts the watches, so that a late event of a former one is told apart. */
  #watch = 0;
  #watcher = 0;
  #failures = 0;

  constructor(
    turn: string,
    body: MessageBody,
    wire: TurnWire,
    report: TurnReport,
    pace: Pick<Pace, "rests" | "begin">,
  ) {
    this.#turn = turn;
    this.#body = body;
    this.#wire = wire;
    this.#report = report;
    this.#pace = pace;
    this.#start();
  }

  /** Ends the watch without a word: the history has been read and says more. */
  stop(): void {
    this.#over = true;
    this.#steps = [];
  }

  #start(): void {
    if (this.#over) return;
    this.#watch += 1;
    this.#steps = [];
    this.#last = false;
    const watch = this.#watch;
    const reader = new FrameReader();
    this.#wire
      .watch(this.#turn, (event) => {
        if (watch === this.#watch && !this.#over) this.#receive(event, reader);
      })
      .catch(() => {
        if (watch === this.#watch) this.#lose();
      });
  }

  #receive(event: TurnEvent, reader: FrameReader): void {
    switch (event.type) {
      case "reset":
        this.#watcher = event.watcher;
        this.#push({ type: "reset" });
        return;
      case "frame":
      case "frame_piece": {
        const result = reader.read(event);
        if (result.type === "gap") this.#resync();
        else if (result.type === "ops")
          this.#push({ type: "frame", seq: result.seq, ops: result.ops, next: 0 });
        return;
      }
      case "answering":
        this.#report.answering(event.answering);
        return;
      case "status":
        this.#report.status(event.status);
        return;
      case "last_frame":
        this.#last = true;
        return;
      case "ended":
        this.#last = true;
        this.#push(event);
    }
  }

  #push(step: Step): void {
    this.#steps.push(step);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    nextFrame(() => {
      this.#scheduled = false;
      if (this.#pace.rests && !this.#last) this.#schedule();
      else this.#flush();
    });
  }

  #flush(): void {
    const deadline = performance.now() + BUDGET_MS;
    this.#pace.begin();
    let acknowledged: number | null = null;
    while (this.#steps.length > 0) {
      const step = this.#steps[0] as Step;
      // The last words are painted before all that a turn's end brings with it, where somebody looks.
      if (step.type === "ended" && acknowledged !== null && !document.hidden) break;
      if (step.type === "frame") {
        const outcome = this.#applyUntil(step, deadline);
        if (outcome === "misfit") {
          this.#resync();
          return;
        }
        if (outcome === "unfinished") break;
        acknowledged = step.seq;
      }
      this.#steps.shift();
      if (step.type === "reset") this.#body.reset();
      if (step.type === "ended") this.#end(step.state, step.error);
    }
    if (acknowledged !== null) this.#acknowledge(acknowledged);
    if (this.#steps.length > 0) this.#schedule();
  }

  #applyUntil(step: Extract<Step, { type: "frame" }>, deadline: number): "done" | "unfinished" | "misfit" {
    while (step.next < step.ops.length) {
      if (step.next > 0 && performance.now() > deadline) return "unfinished";
      if (!this.#body.apply(step.ops[step.next] as PartOp)) return "misfit";
      step.next += 1;
    }
    this.#body.endFrame(true);
    return "done";
  }

  #acknowledge(seq: number): void {
    this.#failures = 0;
    // An acknowledgement that fails is made good by the next one; a turn that is over needs none.
    this.#wire.ack({ turn: this.#turn, watcher: this.#watcher, seq }).catch(() => undefined);
  }

  #end(state: MessageState, error: MessageError | null): void {
    this.#over = true;
    this.#body.seal();
    this.#report.ended(state, error);
  }

  #lose(): void {
    if (this.#over) return;
    this.#over = true;
    this.#body.endFrame(false);
    this.#report.lost();
  }

  #resync(): void {
    this.#failures += 1;
    // Events of the watch that broke are no longer for us, also while the next one waits.
    this.#watch += 1;
    this.#steps = [];
    if (this.#failures > RETRIES) this.#lose();
    else if (this.#failures === 1) this.#start();
    else setTimeout(() => this.#start(), RETRY_MS);
  }
}
