import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useRest } from "./use-rest";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("acts where the pointer rests, and not where it passes or when what it rests on is gone", () => {
  const action = vi.fn();
  const { result, unmount } = renderHook(() => useRest(action));
  result.current.begin();
  result.current.end();
  vi.runAllTimers();
  expect(action).not.toHaveBeenCalled();
  result.current.begin();
  vi.runAllTimers();
  expect(action).toHaveBeenCalledTimes(1);
  result.current.begin();
  unmount();
  vi.runAllTimers();
  expect(action).toHaveBeenCalledTimes(1);
});
