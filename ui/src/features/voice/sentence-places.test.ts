import { describe, expect, it } from "vitest";
import { SentencePlaces } from "./sentence-places";

function page(html: string): HTMLElement {
  const root = document.createElement("div");
  root.innerHTML = html;
  return root;
}

describe("the places of sentences", () => {
  it("are found across markup and line ends, one behind the other", () => {
    const root = page("<p>One <b>is\n here</b>. Two <a>is</a> here.</p><ul><li>One is here.</li></ul>");
    const places = new SentencePlaces();
    expect(places.find([root], "One is here.")?.toString()).toBe("One is\n here.");
    expect(places.find([root], "Two is here.")?.toString()).toBe("Two is here.");
    const again = places.find([root], "One is here.");
    expect(again?.startContainer.parentElement?.tagName).toBe("LI");
    expect(places.find([root], "One is here.")).toBeNull();
  });

  it("pass over what no voice says", () => {
    const root = page(
      '<p>The sum <span class="md-math"><math><mi>x</mi></math></span> is<sup class="md-fn-ref"><button>1</button></sup> here.</p><div class="md-code"><pre>Later.</pre></div><p>Later.</p>',
    );
    const places = new SentencePlaces();
    expect(places.find([root], "The sum is here.")).not.toBeNull();
    expect(places.find([root], "Later.")?.startContainer.parentElement?.tagName).toBe("P");
  });

  it("are not sought far away, and one that is missing loses none behind it", () => {
    const far = "w".repeat(400);
    const places = new SentencePlaces();
    const root = page(`<p>Here.</p><p>${far}</p><p>OK.</p>`);
    expect(places.find([root], "Here.")).not.toBeNull();
    expect(places.find([root], "OK.")).toBeNull();
    expect(places.find([root], "v".repeat(400))).toBeNull();
    expect(places.find([root], "OK.")?.toString()).toBe("OK.");
    expect(places.find([root], "")).toBeNull();
  });

  it("go over several texts, as of an answer with tools between", () => {
    const places = new SentencePlaces();
    const roots = [page("<p>First.</p>"), page("<p>Second.</p>")];
    expect(places.find(roots, "First.")).not.toBeNull();
    expect(places.find(roots, "Second.")?.toString()).toBe("Second.");
  });
});
