import { beforeEach, describe, expect, it, vi } from "vitest";
import { IpcError } from "./error";
import type { AppEvent, TurnEvent } from "./generated";
import { tauriTransport } from "./tauri";

const { calls, answer, channels } = vi.hoisted(() => ({
  calls: [] as unknown[],
  answer: { run: (): unknown => undefined },
  channels: [] as { onmessage: (event: unknown) => void }[],
}));

vi.mock("@tauri-apps/api/core", () => ({
  Channel: class {
    onmessage = (_: unknown) => undefined;
    constructor() {
      channels.push(this);
    }
  },
  invoke: async (command: string, payload: unknown) => {
    calls.push([command, payload]);
    return answer.run();
  },
}));

beforeEach(() => {
  calls.length = 0;
  channels.length = 0;
  answer.run = () => undefined;
});

describe("the Tauri transport", () => {
  it("puts the arguments under their one name", async () => {
    answer.run = () => [];
    expect(await tauriTransport.invoke("search", { query: "tea" })).toEqual([]);
    expect(calls).toEqual([["search", { args: { query: "tea" } }]]);
  });

  it("turns the wire's failures into IpcErrors, and strangers into internal ones", async () => {
    answer.run = () => {
      throw { code: "rate_limit", message: "slow down", retry_after_ms: 1200 };
    };
    await expect(tauriTransport.invoke("startup", {})).rejects.toEqual(
      new IpcError("rate_limit", "slow down", 1200),
    );
    answer.run = () => {
      throw "command foo not found";
    };
    await expect(tauriTransport.invoke("startup", {})).rejects.toMatchObject({
      code: "internal",
      message: "command foo not found",
    });
  });

  it("delivers a turn's events until it is told to stop", async () => {
    const seen: TurnEvent[] = [];
    const unwatch = await tauriTransport.watchTurn("t1", (event) => seen.push(event));
    expect(calls).toEqual([["watch_turn", { args: { turn: "t1" }, channel: channels[0] }]]);
    channels[0]?.onmessage({ type: "reset", watcher: 1 });
    unwatch();
    channels[0]?.onmessage({ type: "reset", watcher: 2 });
    expect(seen).toEqual([{ type: "reset", watcher: 1 }]);
  });

  it("watches the app without arguments", async () => {
    const seen: AppEvent[] = [];
    await tauriTransport.watchApp((event) => seen.push(event));
    channels[0]?.onmessage({ type: "models" });
    expect(calls).toEqual([["watch_app", { channel: channels[0] }]]);
    expect(seen).toEqual([{ type: "models" }]);
  });

  it("takes an image's type from the first 32 bytes", async () => {
    const bytes = new TextEncoder().encode(`${"image/png".padEnd(32)}PIXELS`);
    answer.run = () => bytes.buffer;
    const image = await tauriTransport.loadImage("https://x.example/a.png");
    expect(image.type).toBe("image/png");
    expect(await image.text()).toBe("PIXELS");
    const kept = await tauriTransport.loadBlob("ab12");
    expect(await kept.text()).toBe("PIXELS");
    expect(calls.at(-1)).toEqual(["load_blob", { args: { blob: "ab12" } }]);
  });
});
