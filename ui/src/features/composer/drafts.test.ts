import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectTransport } from "@/ipc/client";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { Draft, resetDrafts } from "./drafts";

let core: FakeCore;
let text: string;
const onFailure = vi.fn();

/** The keeper of a field into which something was typed. */
function typed(): Draft {
  const draft = new Draft({ conversation: null, read: () => text, onFailure });
  text = "Hello";
  draft.touch();
  return draft;
}

const saved = () => core.callsOf("save_draft").map((call) => call.text);

beforeEach(() => {
  vi.useFakeTimers();
  resetDrafts();
  onFailure.mockClear();
  core = new FakeCore();
  connectTransport(core);
  text = "";
});

afterEach(() => {
  vi.useRealTimers();
});

describe("Draft", () => {
  it("saves after a pause, and says that it could", async () => {
    typed().open();
    await vi.runAllTimersAsync();
    expect(saved()).toEqual(["Hello"]);
    expect(onFailure.mock.calls).toEqual([[null]]);
  });

  it("saves what is unsaved when its field goes away, and has nobody left to tell", async () => {
    const draft = typed();
    draft.open();
    draft.close();
    await vi.runAllTimersAsync();
    expect(saved()).toEqual(["Hello"]);
    expect(onFailure).not.toHaveBeenCalled();
  });

  it("tells nobody of a save that fails after its field has gone, and does not try again", async () => {
    core.on("save_draft", () => {
      throw new IpcError("disk_full", "no room");
    });
    const draft = typed();
    draft.open();
    draft.flush();
    draft.close();
    await vi.runAllTimersAsync();
    expect(saved()).toEqual(["Hello"]);
    expect(onFailure).not.toHaveBeenCalled();
  });

  it("leaves nothing that would run after its field has gone", () => {
    const draft = typed();
    expect(vi.getTimerCount()).toBe(1);
    draft.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
