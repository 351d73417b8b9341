import { describe, expect, it } from "vitest";
import { connectTransport } from "@/ipc/client";
import { FakeCore } from "@/ipc/fake/core";
import { neighbour, setNeighbours } from "./neighbours";

describe("neighbour", () => {
  it.each([
    [null, 1, "a"],
    ["a", 1, "b"],
    ["b", 1, "b"],
    ["a", -1, "a"],
    ["gone", 1, "a"],
  ] as const)("of %s at %i is %s", async (current, step, next) => {
    const end = setNeighbours(async () => ["a", "b"]);
    expect(await neighbour(current, step)).toBe(next);
    end();
  });

  it("is nobody in an empty list, and asks the core where no list is shown", async () => {
    const core = new FakeCore();
    connectTransport(core);
    expect(await neighbour(null, 1)).toBeNull();
    expect(core.callsOf("conversation_ids")).toHaveLength(1);
  });
});
