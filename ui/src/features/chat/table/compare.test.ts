import { describe, expect, it } from "vitest";
import { comparing, isEmpty } from "./compare";

const sorted = (...cells: string[]) => [...cells].sort(comparing(cells, "en"));

describe("the order of a column", () => {
  it.each([
    ["whole numbers", ["-3", "2", "10", "100"]],
    ["thousands", ["9", "1,200", "12,345", "1,000,000"]],
    ["decimals", ["0.5", "1.25", "10.1"]],
    ["decimal commas", ["0,5", "1,25", "10,1"]],
    ["German thousands", ["9,5", "1.200,00", "12.345,10"]],
    ["many points", ["9", "1.200.000", "2.000.000"]],
    ["Swiss thousands", ["9", "1'200", "12’345"]],
    ["spaces", ["9", "1 200", "12 345"]],
    ["money", ["$5", "$10", "$1,200"]],
    ["money behind", ["5 €", "10 €", "1.200,50 €"]],
    ["percent", ["−5 %", "3.5 %", "12 %"]],
    ["the same unit", ["9 ms", "10 ms", "1,200 ms"]],
    ["about", ["~9", "≈ 10", "> 100"]],
    ["exponents", ["2e-3", "1", "1e6"]],
    ["signs", ["-1.5", "+2", "+10"]],
    ["ISO dates", ["2024-01-31", "2024-02-01", "2025-01-01"]],
    ["ISO times", ["2024-01-31T09:00", "2024-01-31T10:00", "2024-02-01T00:00"]],
    ["German dates", ["31.01.2024", "1.2.2024", "01.01.2025"]],
    ["American dates", ["01/31/2024", "02/01/2024", "01/01/2025"]],
    ["British dates", ["01/02/2024", "13/02/2024", "01/03/2024"]],
    ["written dates", ["12 March 2023", "January 5, 2024", "Feb 2024"]],
    ["words with numbers", ["item 2", "item 10", "Item 11"]],
    ["words of a language", ["Äpfel", "apple", "banana", "Zebra"]],
    ["different units are words", ["2 s", "10 ms"]],
    ["versions are words with numbers", ["1.2.9", "1.2.10", "1.10.0"]],
  ])("%s", (_, cells) => {
    expect(sorted(...[...cells].reverse())).toEqual(cells);
  });

  it("knows what is empty", () => {
    expect(["", " ", "-", "—", "n/a", "N/A", "?"].every(isEmpty)).toBe(true);
    expect(["0", "-1", "no", "None"].some(isEmpty)).toBe(false);
  });
});
