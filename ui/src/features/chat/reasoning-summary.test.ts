import { expect, it } from "vitest";
import { summaryOf } from "./reasoning-summary";

function summary(html: string): string {
  const host = document.createElement("div");
  host.innerHTML = html;
  return summaryOf(host);
}

it.each([
  ["", ""],
  ["<p>First this. Then that. And then</p>", "Then that."],
  ["<p>No sentence yet</p>", "No sentence yet"],
  ["<p><strong>Reading the question</strong></p><p>It asks. It</p>", "Reading the question"],
  ["<h3>One</h3><p>a</p><h4>Two</h4><p>b</p>", "Two"],
  ["<p><strong>Note:</strong> this is no heading. So</p>", "Note: this is no heading."],
  ["<p>まず調べる。次に書く。それ</p>", "次に書く。"],
  ["<p>Version 1.5 is out. Is</p>", "Version 1.5 is out."],
  [`<p>${"x".repeat(400)}</p>`, "x".repeat(160)],
])("of %s is %s", (html, expected) => expect(summary(html)).toBe(expected));
