import { expect, it } from "vitest";
import { money } from "./money";

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
