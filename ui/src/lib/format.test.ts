import { describe, expect, it } from "vitest";
import { formatAgo, formatBytes } from "./format";

describe("formatBytes", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [3_412_992, "3.4 MB"],
    [34_129_920, "34 MB"],
    [5e15, "5,000 TB"],
  ])("%d in English is %s", (bytes, text) => expect(formatBytes(bytes, "en")).toBe(text));
  it("has the decimal sign of the language", () => expect(formatBytes(3_412_992, "de")).toBe("3,4 MB"));
});

describe("formatAgo", () => {
  const now = new Date(2026, 10, 21, 12).getTime();
  it.each([
    [-5_000, "this minute"],
    [59_000, "this minute"],
    [3 * 60_000, "3 minutes ago"],
    [60 * 60_000, "1 hour ago"],
    [24 * 3_600_000, "yesterday"],
    [29 * 24 * 3_600_000, "29 days ago"],
    [40 * 24 * 3_600_000, "Oct 12, 2026"],
  ])("%d ms before now is %s", (before, text) => expect(formatAgo(now - before, now, "en")).toBe(text));
  it("speaks the language", () => expect(formatAgo(now - 180_000, now, "de")).toBe("vor 3 Minuten"));
});
