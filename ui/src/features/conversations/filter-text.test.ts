import { describe, expect, it } from "vitest";
import type { SearchFilter } from "@/ipc/generated";
import { typed, withFilter, withoutFilter, withValue } from "./filter-text";

const at = (text: string, part: string, negated = false): SearchFilter => {
  const start = Array.from(text.slice(0, text.indexOf(part))).length;
  const end = start + Array.from(part).length;
  return { key: "folder", name: "in", value: "", negated, start, end, known: true, suggestions: [] };
};

describe("filters in a text", () => {
  it("are quoted where they hold a space", () => {
    expect(typed("in", "Work")).toBe("in:Work");
    expect(typed("in", 'Deep "blue" sea')).toBe('in:"Deep blue sea"');
  });

  it("go first, and the last word stays the last", () => {
    expect(withFilter("tid", "is:pinned")).toBe("is:pinned tid");
  });

  it("are taken out with the space around them, also behind characters of two units", () => {
    const text = "😀 a in:x b";
    expect(withoutFilter(text, at(text, "in:x"))).toBe("😀 a b");
    expect(withoutFilter("in:x b", at("in:x b", "in:x"))).toBe("b");
    expect(withoutFilter("in:x", at("in:x", "in:x"))).toBe("");
  });

  it("get another value where they stand", () => {
    const text = "a -in:x b";
    expect(withValue(text, at(text, "-in:x", true), "Deep sea")).toBe('a -in:"Deep sea" b');
  });
});
