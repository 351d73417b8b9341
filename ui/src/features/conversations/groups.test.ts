import { describe, expect, it } from "vitest";
import type { ConversationSummary } from "@/ipc/generated";
import { daysBetween, groupByPeriod } from "./groups";

const labels = { previous7: "Previous 7 days", previous30: "Previous 30 days" };
const now = new Date(2026, 2, 30, 0, 30);

function row(id: string, time: Date): ConversationSummary {
  return { id, title: id, updated_at: time.getTime(), streaming: false };
}

function grouped(rows: ConversationSummary[], locale = "en") {
  return groupByPeriod(rows, now, locale, labels).map((group) => [
    group.label,
    group.conversations.map((entry) => entry.id),
  ]);
}

describe("groupByPeriod", () => {
  it("goes by calendar days, not by 24 hours", () => {
    const rows = [
      row("ten minutes ago", new Date(2026, 2, 30, 0, 20)),
      row("an hour ago", new Date(2026, 2, 29, 23, 30)),
      row("yesterday's start", new Date(2026, 2, 29, 0, 0)),
      row("the day before", new Date(2026, 2, 28, 23, 59)),
    ];
    expect(grouped(rows)).toEqual([
      ["Today", ["ten minutes ago"]],
      ["Yesterday", ["an hour ago", "yesterday's start"]],
      ["Previous 7 days", ["the day before"]],
    ]);
  });

  it("names months beyond thirty days, and keeps the same month of two years apart", () => {
    const rows = [
      row("a week", new Date(2026, 2, 23)),
      row("eight days", new Date(2026, 2, 22)),
      row("thirty days", new Date(2026, 1, 28)),
      row("thirty-one days", new Date(2026, 1, 27)),
      row("a year and a month", new Date(2025, 1, 27)),
    ];
    expect(grouped(rows)).toEqual([
      ["Previous 7 days", ["a week"]],
      ["Previous 30 days", ["eight days", "thirty days"]],
      ["February 2026", ["thirty-one days"]],
      ["February 2025", ["a year and a month"]],
    ]);
  });

  it("speaks the language of the window", () => {
    expect(grouped([row("a", now), row("b", new Date(2026, 2, 29))], "de").map(([label]) => label)).toEqual([
      "Heute",
      "Gestern",
    ]);
  });

  it("counts a time in the future as today", () => {
    expect(grouped([row("a", new Date(2026, 3, 2))])).toEqual([["Today", ["a"]]]);
  });

  it("is empty without conversations", () => expect(grouped([])).toEqual([]));
});

describe("daysBetween", () => {
  it("counts a day of 23 or 25 hours as one", () => {
    for (let day = 0; day < 366; day += 1) {
      expect(daysBetween(new Date(2026, 0, day), new Date(2026, 0, day + 1))).toBe(1);
    }
  });
});
