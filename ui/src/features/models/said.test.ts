import { describe, expect, it } from "vitest";
import { noOverride } from "@/ipc/fake/state";
import type { ModelOverride } from "@/ipc/generated";
import { fromSaid, readPrice, readTokens, toSaid, wrongFields } from "./said";

describe("readTokens", () => {
  it.each<[string, number | null | undefined]>([
    ["131072", 131_072],
    ["131,072", 131_072],
    ["131.072", 131_072],
    ["1 000 000", 1_000_000],
    ["128k", 128_000],
    ["1.05M", 1_050_000],
    ["1,05m", 1_050_000],
    ["", null],
    ["  ", null],
    ["0", undefined],
    ["-5", undefined],
    ["many", undefined],
    ["1..2", undefined],
    ["9999999999", undefined],
  ])("%j is %s", (text, tokens) => expect(readTokens(text)).toBe(tokens));
});

describe("readPrice", () => {
  it.each<[string, number | null | undefined]>([
    ["0.15", 150_000],
    ["0,15", 150_000],
    ["$2", 2_000_000],
    ["0", 0],
    ["", null],
    ["-1", undefined],
    ["cheap", undefined],
    ["1,000", undefined],
    ["0.125", 125_000],
    ["1.1250", 1_125_000],
  ])("%j is %s", (text, price) => expect(readPrice(text)).toBe(price));
});

describe("what is said of a model", () => {
  const everything: ModelOverride = {
    name: "Quick",
    context_tokens: 32_000,
    max_output_tokens: 4096,
    price_input: 150_000,
    price_output: 0,
    price_cached: 15_000,
    vision: true,
    tools: false,
  };
  it.each([everything, { ...everything, price_input: 1_125_000 }, noOverride])(
    "comes back as it was shown",
    (said) => {
      for (const language of ["en", "de"]) expect(fromSaid(toSaid(said, language))).toEqual(said);
    },
  );
  it("names what is wrong", () => {
    const said = { ...toSaid(everything, "en"), context: "big", priceCached: "-1" };
    expect(wrongFields(said)).toEqual(["context", "priceCached"]);
    expect(wrongFields(toSaid(everything, "en"))).toEqual([]);
  });
});
