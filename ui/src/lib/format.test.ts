import { describe, expect, it } from "vitest";
import { formatBytes } from "./format";

describe("formatBytes", () => {
  it.each([
    [0, "0 byte"],
    [999, "999 byte"],
    [1000, "1 kB"],
    [3_412_992, "3.4 MB"],
    [34_129_920, "34 MB"],
    [5e15, "5,000 TB"],
  ])("%d in English is %s", (bytes, text) => expect(formatBytes(bytes, "en")).toBe(text));
  it("has the decimal sign of the language", () => expect(formatBytes(3_412_992, "de")).toBe("3,4 MB"));
});
