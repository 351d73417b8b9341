import { expect, it } from "vitest";
import { FIT, moved, zoomed } from "./zoom";

it("keeps the point under the pointer where it is", () => {
  const view = zoomed(FIT, 2, 100, -50);
  expect(view).toEqual({ scale: 2, x: -100, y: 50 });
  // The point of the picture that was there: (point - offset) / scale.
  const again = zoomed(view, 1.5, 30, 40);
  expect((30 - again.x) / again.scale).toBeCloseTo((30 - view.x) / view.scale);
  expect((40 - again.y) / again.scale).toBeCloseTo((40 - view.y) / view.scale);
});

it("is never smaller than it fits nor larger than eight times, and is in the middle where it fits", () => {
  expect(zoomed({ scale: 1.2, x: 30, y: 4 }, 0.5, 10, 10)).toEqual(FIT);
  expect(zoomed({ scale: 7, x: 0, y: 0 }, 2).scale).toBe(8);
});

it("is not moved out of its box", () => {
  expect(moved({ scale: 2, x: 0, y: 0 }, 1_000, -1_000, 400, 300)).toEqual({ scale: 2, x: 200, y: -150 });
  expect(moved(FIT, 10, 10, 400, 300)).toEqual(FIT);
});
