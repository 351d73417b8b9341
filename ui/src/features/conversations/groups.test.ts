import { describe, expect, it } from "vitest";
import { periodsOf } from "./groups";

const labels = { previous7: "Previous 7 days", previous30: "Previous 30 days", older: "Older" };
const now = new Date(2026, 2, 30, 0, 30);

/** The label of the period that a moment lies in. */
function labelOf(time: Date, locale = "en"): string | undefined {
  return periodsOf(now, locale, labels)
    .find((period) => time.getTime() >= period.since)
    ?.label();
}

describe("periodsOf", () => {
  it("goes by calendar days, not by 24 hours", () => {
    expect(labelOf(new Date(2026, 2, 30, 0, 20))).toBe("Today");
    expect(labelOf(new Date(2026, 2, 29, 23, 30))).toBe("Yesterday");
    // A day of 23 hours, where clocks go forward.
    expect(labelOf(new Date(2026, 2, 29, 0, 0))).toBe("Yesterday");
    expect(labelOf(new Date(2026, 2, 28, 23, 59))).toBe("Previous 7 days");
  });

  it("names months beyond thirty days, and keeps the same month of two years apart", () => {
    expect(labelOf(new Date(2026, 2, 23))).toBe("Previous 7 days");
    expect(labelOf(new Date(2026, 2, 22))).toBe("Previous 30 days");
    expect(labelOf(new Date(2026, 1, 28))).toBe("Previous 30 days");
    expect(labelOf(new Date(2026, 1, 27))).toBe("February 2026");
    expect(labelOf(new Date(2025, 1, 27))).toBe("February 2025");
    expect(labelOf(new Date(2001, 1, 27))).toBe("Older");
  });

  it("begins each period before the one in front of it, and leaves none out", () => {
    for (const day of [1, 15, 31]) {
      const since = periodsOf(new Date(2026, 0, day), "en", labels).map((period) => period.since);
      expect(since).toEqual([...since].sort((a, b) => b - a));
      expect(new Set(since).size).toBe(since.length);
    }
  });

  it("speaks the language", () => {
    expect(labelOf(now, "de")).toBe("Heute");
    expect(labelOf(new Date(2025, 11, 24), "de")).toBe("Dezember 2025");
  });
});
