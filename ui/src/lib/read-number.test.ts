import { describe, expect, it } from "vitest";
import { fieldNumber } from "./number-format";
import { readDecimal, readings, readWhole } from "./read-number";

describe("readWhole", () => {
  it.each([
    ["100000", 100_000],
    ["100,000", 100_000],
    ["100.000", 100_000],
    ["1 000 000", 1_000_000],
    ["1.000.000", 1_000_000],
    ["12", 12],
    ["many", Number.NaN],
    ["1.000.00", Number.NaN],
  ])("%j is %s", (text, number) => expect(readWhole(text)).toBe(number));
});

describe("readDecimal", () => {
  it.each([
    ["20.5", 20.5],
    ["20,5", 20.5],
    ["0.125", 0.125],
    ["1.1250", 1.125],
    ["1000", 1000],
    ["1,000", Number.NaN],
    ["100.000", Number.NaN],
    ["dear", Number.NaN],
  ])("%j is %s", (text, number) => expect(readDecimal(text)).toBe(number));

  it("knows what can be meant", () => {
    expect(readings("1,000")).toEqual({ whole: 1000, decimal: 1 });
    expect(readings("12.500")).toEqual({ whole: 12_500, decimal: 12.5 });
    expect(readings("12.50")).toBeNull();
    expect(readings("0.125")).toBeNull();
  });
});

describe("fieldNumber", () => {
  it.each([
    [100_000, "en", 0, "100000"],
    [20.5, "de", 0, "20,5"],
    [1, "en", 2, "1.00"],
    [1.125, "en", 0, "1.1250"],
    [0.000001, "en", 0, "0.000001"],
  ])("%s in %s is %s", (value, language, digits, text) =>
    expect(fieldNumber(value, language, digits)).toBe(text),
  );

  it("is read as it was written", () => {
    for (const language of ["en", "de"]) {
      for (const value of [1, 1.125, 0.125, 1000, 1234.5, 100_000, 0.01]) {
        expect(readDecimal(fieldNumber(value, language))).toBe(value);
      }
    }
  });
});
