import { expect, it } from "vitest";
import { zoomBeside } from "./zoom";

it("goes from one to the next, also from between them, and stays at the ends", () => {
  expect(zoomBeside(100, 1)).toBe(110);
  expect(zoomBeside(100, -1)).toBe(90);
  expect(zoomBeside(120, -1)).toBe(110);
  expect(zoomBeside(300, 1)).toBe(300);
  expect(zoomBeside(50, -1)).toBe(50);
});
