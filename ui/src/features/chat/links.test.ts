import { describe, expect, it } from "vitest";
import { saysWhereItGoes } from "./links";

describe("saysWhereItGoes", () => {
  it.each([
    ["https://example.com/a", "https://example.com/a"],
    ["example.com", "https://example.com/deep/page"],
    ["http://example.com", "https://example.com/"],
    ["EXAMPLE.com/a", "https://example.com/a"],
    ["ada@example.com", "mailto:ada@example.com"],
  ])("%s says %s", (text, href) => expect(saysWhereItGoes(text, href)).toBe(true));

  it.each([
    ["the docs", "https://example.com/"],
    ["", "https://example.com/"],
    ["example.com", "https://example.com.evil.example/"],
    ["https://example.com", "https://evil.example/"],
    ["https://example.com@evil.example", "https://evil.example/"],
    ["example.com", "https://example.com:8443/"],
    // Cyrillic letters that look Latin.
    ["аррӏе.com", "https://xn--80ak6aa92e.com/"],
    ["ada@example.com", "mailto:eve@example.com"],
    ["example", "https://example/"],
    ["example.com", "not an address"],
  ])("%s hides %s", (text, href) => expect(saysWhereItGoes(text, href)).toBe(false));
});
