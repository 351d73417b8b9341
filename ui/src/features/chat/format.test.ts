import { describe, expect, it } from "vitest";
import { duration } from "./format";

describe("duration", () => {
  it.each([
    [0, "0 ms"],
    [949, "949 ms"],
    [950, "1 s"],
    [1_940, "1.9 s"],
    [9_960, "10 s"],
    [59_400, "59 s"],
    [59_600, "1 min"],
    [125_000, "2 min 5 s"],
  ])("%i is %s", (ms, text) => expect(duration(ms, "en")).toBe(text));

  it("writes numbers as the language does", () => expect(duration(1900, "de")).toBe("1,9 s"));
});
