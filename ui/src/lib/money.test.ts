import { expect, it } from "vitest";
import { money, roundMoney } from "./money";

it.each([
  [0, "$0.00"],
  [7, "$0.000007"],
  [1234, "$0.0012"],
  [50_000, "$0.05"],
  [999_999, "$1"],
  [2_500_000, "$2.50"],
  [1_234_567_890, "$1,234.57"],
])("writes %d millionths of a dollar as %s", (amount, text) => {
  expect(money(amount, "en")).toBe(text);
});

it("writes it as the language does", () => {
  expect(money(2_500_000, "de").replace(/\s/g, " ")).toBe("2,50 $");
});

it.each([
  [0, "$0"],
  [3000, "$0.003"],
  [75_000, "$0.075"],
  [100_000, "$0.10"],
  [2_000_000, "$2"],
  [3_750_000, "$3.75"],
])("writes a price of %d as %s", (amount, text) => expect(roundMoney(amount, "en")).toBe(text));
