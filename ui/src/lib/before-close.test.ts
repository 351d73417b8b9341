import { expect, it, vi } from "vitest";
import { beforeClose, keepEverything } from "./before-close";

it("waits for everything that is kept, also where some of it fails", async () => {
  let end: () => void = () => undefined;
  const slow = vi.fn(() => new Promise<void>((resolve) => (end = resolve)));
  const failing = vi.fn(() => Promise.reject(new Error("no")));
  const gone = vi.fn(() => undefined);
  const back = [beforeClose(slow), beforeClose(failing)];
  beforeClose(gone)();
  let kept = false;
  const all = keepEverything().then(() => (kept = true));
  await Promise.resolve();
  expect(kept).toBe(false);
  end();
  await all;
  expect([slow, failing, gone].map((keep) => keep.mock.calls.length)).toEqual([1, 1, 0]);
  window.dispatchEvent(new Event("pagehide"));
  expect(slow).toHaveBeenCalledTimes(2);
  for (const take of back) take();
});
