import { expect, it } from "vitest";
import { richText } from "./rich-text";
import type { PartShell } from "./stream/message-body";

it("keeps the TeX of formulas", () => {
  const host = document.createElement("div");
  host.innerHTML =
    '<p>so <span class="md-math" data-tex="a < b"><math><mi>a</mi></math></span></p><div class="md-math md-display" data-tex="x"><math><mi>x</mi></math></div>';
  const shell = { type: "text", host } as unknown as PartShell;
  expect(richText([shell])).toBe("<p>so <span>$a &lt; b$</span></p><div>$$x$$</div>");
  expect(host.querySelector("math")).not.toBeNull();
});
