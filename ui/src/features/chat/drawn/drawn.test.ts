import { beforeEach, describe, expect, it, vi } from "vitest";
import { message } from "@/ipc/fake/state";
import { Drawn } from "./drawn";
import { estimate } from "./estimate";

const question = (id: string) => message({ id, role: "user", source: `Question ${id}` });
const ids = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `m${from + at}`);
const height = estimate(question("m0"));

describe("what is drawn", () => {
  let drawn: Drawn;
  const which = (all: string[]) => all.filter((id) => drawn.has(id));

  beforeEach(() => {
    drawn = new Drawn();
  });

  it("is the end of a conversation that is opened, as much as there is room for", () => {
    drawn.admit("c", ids(40).map(question), height * 2.5);
    expect(which(ids(40))).toEqual(["m37", "m38", "m39"]);
    expect(drawn.height("m0")).toBe(height);
  });

  it("is what comes at the end later, and nothing of what is read from before", () => {
    drawn.admit("c", ids(3, 10).map(question), height);
    drawn.admit("c", ids(15).map(question), height * 9);
    expect(which(ids(15))).toEqual(["m12", "m13", "m14"]);
  });

  it("begins anew with another conversation", () => {
    drawn.admit("c", ids(3).map(question), height);
    drawn.admit("d", ids(3, 5).map(question), height);
    expect(which(ids(3, 5))).toEqual(["m7"]);
    expect(drawn.message("m0")).toBeUndefined();
  });

  it("keeps the height of what is no longer drawn, and tells whoever shows it", () => {
    drawn.admit("c", ids(2).map(question), height);
    const told = vi.fn();
    const end = drawn.subscribe("m1", told);
    drawn.change(["m0"], new Map([["m1", 321]]));
    expect(which(ids(2))).toEqual(["m0"]);
    expect(drawn.height("m1")).toBe(321);
    expect(told).toHaveBeenCalledOnce();
    end();
    drawn.change(["m1"], new Map());
    expect(told).toHaveBeenCalledOnce();
  });

  it("is also what was never taken up", () => {
    expect(drawn.has("elsewhere")).toBe(true);
  });
});

describe("the guess of a height", () => {
  const answer = (...blocks: string[]) =>
    estimate(message({ id: "a", role: "assistant", source: "", parts: [{ type: "text", blocks }] }));

  it("grows with the lines, those of code no further than it is folded", () => {
    const code = (lines: number) =>
      `<div class="md-code"><pre><code>${"x\n".repeat(lines)}</code></pre></div>`;
    expect(answer("<p>a</p>")).toBeLessThan(answer(`<p>${"words ".repeat(60)}</p>`));
    expect(answer(code(10))).toBeLessThan(answer(code(30)));
    expect(answer(code(400))).toBe(answer(code(4_000)));
  });
});
