import { describe, expect, it } from "vitest";
import { Pace } from "./pace";

function setUp() {
  let now = 1000;
  let drawn: (() => void) | null = null;
  const pace = new Pace(
    () => now,
    (callback) => {
      drawn = callback;
    },
  );
  /** Draws a frame that takes so long, and gives the milliseconds from its begin in which nothing is drawn. */
  const restAfter = (cost: number) => {
    const begun = now;
    pace.begin();
    now += cost;
    drawn?.();
    while (pace.rests) now += 0.5;
    return now - begun;
  };
  return { pace, restAfter };
}

describe("the pace of drawing", () => {
  it("is that of the screen while drawing is cheap", () => {
    expect(setUp().restAfter(9)).toBeLessThan(16);
  });

  it("leaves the window part of its time when drawing is dear", () => {
    expect(setUp().restAfter(15)).toBeGreaterThanOrEqual(25);
    expect(setUp().restAfter(30)).toBeGreaterThanOrEqual(50);
  });

  it("does not let words wait for long, whatever one frame took", () => {
    expect(setUp().restAfter(100)).toBeLessThanOrEqual(120);
  });

  it("measures a frame once, however many streams draw in it", () => {
    const { pace, restAfter } = setUp();
    pace.begin();
    expect(pace.rests).toBe(false);
    expect(restAfter(12)).toBeGreaterThanOrEqual(20);
  });
});
