import { expect, it } from "vitest";
import { findTrigger } from "./trigger";

const at = (marked: string) => {
  const caret = marked.indexOf("|");
  const found = findTrigger(marked.replace("|", ""), caret);
  return found && [found.kind, found.query, found.from, found.to];
};

it.each([
  ["/|", ["templates", "", 0, 1]],
  ["/sum|", ["templates", "sum", 0, 4]],
  ["/zusammen-fassen|", ["templates", "zusammen-fassen", 0, 16]],
  ["/usr/|", null],
  ["/usr/bin|", null],
  ["/sum more|", null],
  ["/su|m", null],
  ["see /|", null],
  [" /|", null],
  ["\n/|", null],
  ["@|", ["models", "", 0, 1]],
  ["ask @gpt|", ["models", "gpt", 4, 8]],
  ["ask @gp|t", ["models", "gp", 4, 7]],
  ["me@home|", null],
  ["@a @|", ["models", "", 3, 4]],
  ["", null],
])("in %j", (marked, found) => expect(at(marked.includes("|") ? marked : `${marked}|`)).toEqual(found));

it("looks at no more than the last word of a long text", () => {
  const long = `${"x".repeat(1_000_000)} @gpt`;
  expect(findTrigger(long, long.length)).toEqual({
    kind: "models",
    query: "gpt",
    from: 1_000_001,
    to: 1_000_005,
  });
  expect(findTrigger(`@${"x".repeat(61)}`, 62)).toBeNull();
});
