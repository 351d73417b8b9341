import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTurn } from "@/ipc/fake/turn";
import type { AckArgs, MessageError, MessageState, PartOp, TurnStatus } from "@/ipc/generated";
import { MessageBody, type PartShell } from "./message-body";
import { pick, random } from "./random.fixture";
import { TurnWatcher } from "./turn-watcher";

const text = (op: Extract<PartOp, { type: "text" }>["op"], part = 0): PartOp => ({ type: "text", part, op });
const append = (block: number, html: string) => text({ op: "append", block, html });
const replace = (block: number, html: string) => text({ op: "replace", block, html });

let turn: FakeTurn;
let body: MessageBody;
let acks: AckArgs[];
let ends: [MessageState, MessageError | null][];
let statuses: TurnStatus[];
let lost: number;
let refuse: boolean;
let rests = false;

beforeEach(() => {
  vi.useFakeTimers();
  turn = new FakeTurn("t");
  body = new MessageBody();
  acks = [];
  ends = [];
  statuses = [];
  lost = 0;
  refuse = false;
  rests = false;
});
afterEach(() => {
  vi.useRealTimers();
});

function watch(): TurnWatcher {
  return new TurnWatcher(
    "t",
    body,
    {
      watch: async (_, onEvent) => {
        // A real watch begins after the call has returned.
        await Promise.resolve();
        if (refuse) throw new Error("no such turn");
        turn.watch(onEvent);
      },
      ack: async (args) => {
        acks.push(args);
      },
    },
    {
      status: (status) => statuses.push(status),
      answering: () => undefined,
      ended: (state, error) => ends.push([state, error]),
      lost: () => {
        lost += 1;
      },
    },
    {
      get rests() {
        return rests;
      },
      begin: () => undefined,
    },
  );
}

/** Watches, and waits until the watch has begun. */
async function begin(): Promise<TurnWatcher> {
  const watcher = watch();
  await vi.advanceTimersByTimeAsync(0);
  return watcher;
}

/** Lets frames be drawn and timers ring. */
async function settle(ms = 400): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

function told(shell: PartShell): string {
  switch (shell.type) {
    case "text":
    case "reasoning":
      return shell.host.innerHTML;
    case "image":
      return shell.picture.alt;
    case "tool_call":
      return shell.name;
    case "tool_result":
      return shell.result.name;
  }
}

function html(): string {
  return body.snapshot().map(told).join("|").replaceAll(' data-caret=""', "");
}

describe("TurnWatcher", () => {
  it("applies frames on the next animation frame and acknowledges the newest", async () => {
    await begin();
    turn.frame([append(0, "<p>a</p>")]);
    turn.frame([replace(0, "<p>ab</p>")]);
    expect(body.snapshot()).toEqual([]);
    await settle();
    expect(html()).toBe("<p>ab</p>");
    expect(acks).toEqual([{ turn: "t", watcher: 1, seq: 2 }]);
  });

  it("seals the body at the end, keeps its nodes and takes the caret away", async () => {
    await begin();
    turn.frame([append(0, "<p>a</p>")]);
    await settle();
    const shell = body.snapshot()[0];
    const node = shell?.type === "text" ? shell.host.firstElementChild : null;
    expect(node?.hasAttribute("data-caret")).toBe(true);
    turn.end("complete", null);
    await settle();
    expect(ends).toEqual([["complete", null]]);
    expect(body.sealed).toBe(true);
    expect(shell?.type === "text" && shell.host.firstElementChild).toBe(node);
    expect(node?.hasAttribute("data-caret")).toBe(false);
  });

  it("watches again when a frame is lost, and keeps the nodes that are right", async () => {
    await begin();
    turn.frame([append(0, "<p>a</p>")]);
    await settle();
    const shell = body.snapshot()[0];
    const node = shell?.type === "text" ? shell.host.firstElementChild : null;
    turn.loseFrame([append(1, "<p>b</p>")]);
    turn.frame([append(2, "<p>c</p>")]);
    await settle();
    expect(turn.watchers).toBe(2);
    expect(html()).toBe("<p>a</p><p>b</p><p>c</p>");
    expect(shell?.type === "text" && shell.host.firstElementChild).toBe(node);
    expect(acks.at(-1)).toEqual({ turn: "t", watcher: 2, seq: 1 });
  });

  it("shows nothing while the window rests from drawing, and all of it then", async () => {
    await begin();
    turn.frame([append(0, "<p>a</p>")]);
    rests = true;
    await settle();
    expect(html()).toBe("");
    expect(acks).toEqual([]);
    turn.frame([append(1, "<p>b</p>")]);
    rests = false;
    await settle();
    expect(html()).toBe("<p>a</p><p>b</p>");
  });

  it("shows the last words at once, before the history holds them", async () => {
    await begin();
    rests = true;
    turn.frame([append(0, "<p>a</p>")]);
    await settle();
    expect(html()).toBe("");
    turn.finish();
    await settle();
    expect(html()).toBe("<p>a</p>");
    expect(ends).toEqual([]);
  });

  it("shows the end at once, also to a window that rests", async () => {
    await begin();
    rests = true;
    turn.frame([append(0, "<p>a</p>")]);
    turn.end("complete", null);
    await settle();
    expect(html()).toBe("<p>a</p>");
    expect(ends).toHaveLength(1);
  });

  it("paints the last words before the end", async () => {
    await begin();
    turn.frame([append(0, "<p>a</p>")]);
    turn.end("complete", null);
    await vi.advanceTimersToNextTimerAsync();
    expect(html()).toBe("<p>a</p>");
    expect(ends).toEqual([]);
    await vi.advanceTimersToNextTimerAsync();
    expect(ends).toEqual([["complete", null]]);
  });

  it("joins a frame that came in pieces", async () => {
    await begin();
    turn.framePieces([append(0, "<p>a</p>"), append(1, "<p>ü€</p>")], 5);
    await settle();
    expect(html()).toBe("<p>a</p><p>ü€</p>");
  });

  it("passes the status on and says when the turn is not there", async () => {
    await begin();
    turn.status({ type: "waiting", silent_ms: 12_000 });
    expect(statuses).toEqual([{ type: "waiting", silent_ms: 12_000 }]);
    refuse = true;
    await begin();
    await settle();
    expect(lost).toBe(1);
  });

  it("gives up when every watch breaks, instead of asking for ever", async () => {
    await begin();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      // Fits no block that is there.
      turn.frame([replace(9, "<p>x</p>")]);
      await settle(1200);
    }
    expect(lost).toBe(1);
    expect(turn.watchers).toBeLessThan(8);
  });

  it("says nothing after it was stopped", async () => {
    const watcher = await begin();
    turn.frame([append(0, "<p>a</p>")]);
    watcher.stop();
    turn.end("complete", null);
    await settle();
    expect(html()).toBe("");
    expect(ends).toEqual([]);
  });

  it("ends with the same message however the frames were cut, joined, lost or read late", async () => {
    const words = ["alpha", "beta", "gamma", "delta"];
    for (let seed = 1; seed <= 60; seed += 1) {
      const next = random(seed);
      turn = new FakeTurn("t");
      body = new MessageBody();
      const model: string[] = [];
      await begin();
      for (let step = 0; step < 30; step += 1) {
        const ops: PartOp[] = [];
        const count = 1 + Math.floor(next() * 3);
        for (let index = 0; index < count; index += 1) {
          const tail = model.length - 1;
          if (tail < 0 || next() < 0.4) {
            model.push(`<p>${pick(words, next)}</p>`);
            ops.push(append(tail + 1, model.at(-1) as string));
          } else if (next() < 0.8) {
            model[tail] = (model[tail] as string).replace("</p>", ` ${pick(words, next)}</p>`);
            ops.push(replace(tail, model[tail]));
          } else {
            model.length = tail;
            ops.push(text({ op: "truncate", block: tail }));
          }
        }
        const way = next();
        if (way < 0.15) turn.loseFrame(ops);
        else if (way < 0.5) turn.framePieces(ops, 1 + Math.floor(next() * 4));
        else turn.frame(ops);
        if (next() < 0.3) await settle(1200);
      }
      // A frame that fits shows a loss that nothing came after.
      model.push("<p>end</p>");
      turn.frame([append(model.length - 1, "<p>end</p>")]);
      await settle(2500);
      expect(html(), `seed ${seed}`).toBe(model.join(""));
    }
  });
});
