import { describe, expect, it, vi } from "vitest";
import { scaleOf } from "./picture";
import { placeKept } from "./place-kept";
import { isDark } from "./tone";

/** A transcript whose upper edge is at 100, scrolled by 500, with a block in it. */
function block(top: number) {
  const scroller = document.createElement("div");
  scroller.setAttribute("role", "log");
  const element = document.createElement("div");
  scroller.append(element);
  let bottom = top + 40;
  vi.spyOn(scroller, "getBoundingClientRect").mockImplementation(() => new DOMRect(0, 100, 10, 400));
  vi.spyOn(element, "getBoundingClientRect").mockImplementation(() => new DOMRect(0, top, 10, bottom - top));
  scroller.scrollTop = 500;
  const grow = (by: number) => () => {
    bottom += by;
  };
  return { scroller, element, grow };
}

describe("a block that changes its height", () => {
  it("above the reader moves nothing that they see", () => {
    const { scroller, element, grow } = block(-300);
    placeKept(element, grow(250));
    expect(scroller.scrollTop).toBe(750);
    placeKept(element, grow(-50));
    expect(scroller.scrollTop).toBe(700);
  });

  it("in view grows downwards", () => {
    const { scroller, element, grow } = block(120);
    placeKept(element, grow(250));
    expect(scroller.scrollTop).toBe(500);
  });
});

describe("a picture", () => {
  it("is painted twice as large, as far as canvases go", () => {
    expect(scaleOf(400, 300)).toBe(2);
    expect(scaleOf(8192, 10)).toBe(1);
    expect(scaleOf(60_000, 100)).toBeCloseTo(8192 / 60_000);
    expect(8000 * 8000 * scaleOf(8000, 8000) ** 2).toBeLessThan(32_000_001);
  });

  it("is drawn for the ground that it stands on", () => {
    expect(isDark("rgb(15, 15, 15)")).toBe(true);
    expect(isDark("rgb(39, 40, 34)")).toBe(true);
    expect(isDark("rgb(250, 250, 250)")).toBe(false);
    expect(isDark("")).toBe(false);
  });
});
