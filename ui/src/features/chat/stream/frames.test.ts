import { describe, expect, it } from "vitest";
import type { PartOp, TurnEvent } from "@/ipc/generated";
import { FrameReader } from "./frames";

const op = (block: number): PartOp => ({
  type: "text",
  part: 0,
  op: { op: "append", block, html: `<p>${block}</p>` },
});
const frame = (seq: number, ops = [op(seq)]) => ({ type: "frame", seq, ops }) satisfies TurnEvent;

function pieces(seq: number, ops: PartOp[], count: number) {
  const json = JSON.stringify(ops);
  const size = Math.ceil(json.length / count);
  return Array.from({ length: count }, (_, piece) => ({
    type: "frame_piece" as const,
    seq,
    piece,
    of: count,
    json: json.slice(piece * size, (piece + 1) * size),
  }));
}

describe("FrameReader", () => {
  it("passes frames in order, whatever number they begin with", () => {
    const reader = new FrameReader();
    expect(reader.read(frame(7))).toEqual({ type: "ops", seq: 7, ops: [op(7)] });
    expect(reader.read(frame(8))).toEqual({ type: "ops", seq: 8, ops: [op(8)] });
  });

  it("joins pieces, between whole frames", () => {
    const reader = new FrameReader();
    reader.read(frame(1));
    const [first, second, third] = pieces(2, [op(1), op(2)], 3);
    expect(reader.read(first as never)).toEqual({ type: "incomplete" });
    expect(reader.read(second as never)).toEqual({ type: "incomplete" });
    expect(reader.read(third as never)).toEqual({ type: "ops", seq: 2, ops: [op(1), op(2)] });
    expect(reader.read(frame(3)).type).toBe("ops");
  });

  it("finds a frame that is missing, and stays broken", () => {
    const reader = new FrameReader();
    reader.read(frame(1));
    expect(reader.read(frame(3))).toEqual({ type: "gap" });
    expect(reader.read(frame(2))).toEqual({ type: "gap" });
  });

  it("finds a frame that comes twice", () => {
    const reader = new FrameReader();
    reader.read(frame(1));
    expect(reader.read(frame(1))).toEqual({ type: "gap" });
  });

  it("finds a piece that is missing, first, in the middle or last", () => {
    for (const lost of [0, 1, 2]) {
      const reader = new FrameReader();
      reader.read(frame(1));
      const events = pieces(2, [op(1)], 3).filter((_, index) => index !== lost);
      const results = [...events, frame(3)].map((event) => reader.read(event).type);
      expect(results, `piece ${lost}`).toContain("gap");
      expect(results, `piece ${lost}`).not.toContain("ops");
    }
  });

  it("takes pieces that are no JSON for a gap", () => {
    const reader = new FrameReader();
    expect(reader.read({ type: "frame_piece", seq: 1, piece: 0, of: 1, json: '[{"type"' })).toEqual({
      type: "gap",
    });
  });
});
