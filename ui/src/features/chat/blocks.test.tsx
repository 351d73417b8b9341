import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { showLanguage } from "@/i18n";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message } from "@/ipc/fake/state";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { Transcript } from "./transcript";

const CODE =
  '<div class="md-code" data-lang="rust" data-file="src/a.rs"><div class="md-code-bar"><span class="md-code-lang">rust</span><span class="md-code-file">src/a.rs</span><button type="button" class="md-copy" data-copy></button></div><pre><code><span class="md-lines"><span class="line"><span class="k">let</span> a = "&lt;b&gt;";\n</span><span class="line">\tend\n</span></span><span class="md-partial"></span></code></pre></div>';
const LINKS =
  '<p><a href="https://example.com/a" data-link>https://example.com/a</a> <a href="https://evil.example/?q=1" data-link>the docs</a></p>';
const IMAGE =
  '<p><button type="button" class="md-image" data-image-src="https://img.example/c.png" data-host="img.example" data-alt="a cat"><span>a cat</span></button></p>';
const MATH =
  '<p>so <span class="md-math" dir="ltr" data-tex="x^2"><math><msup><mi>x</mi><mn>2</mn></msup></math></span></p><div class="md-math md-display" dir="ltr" data-tex="\\frac{1}{2}"><math display="block"><mfrac><mn>1</mn><mn>2</mn></mfrac></math></div><p><span class="md-math" dir="ltr" data-tex="\\foo"><code class="md-math-error" data-math-error="command" title="x">\\foo</code></span></p>';

let core: FakeCore;

beforeEach(() => {
  core = new FakeCore(firstRun());
  const parts = [{ type: "text" as const, blocks: [CODE, LINKS, IMAGE, MATH] }];
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: {
      id: "c",
      title: "T",
      model: null,
      has_earlier: false,
      draft: "",
      messages: [message({ id: "a", role: "assistant", source: "src", parts })],
    },
  });
});
afterEach(async () => {
  await showLanguage("en");
});

describe("blocks", () => {
  it("copies exactly the code's source", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    const copy = await screen.findByRole("button", { name: "Copy code" });
    await userEvent.click(copy);
    expect(core.callsOf("copy_text")).toEqual([{ text: 'let a = "<b>";\n\tend\n', html: null }]);
    expect(copy).toHaveTextContent("Copied");
  });

  it("copies the TeX of a formula that is clicked, and of a displayed one by Enter", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    const formula = await screen.findByRole("group", { name: "Formula" });
    const inline = document.querySelector('[data-tex="x^2"]') as HTMLElement;
    await userEvent.click(inline.querySelector("mi") as Element);
    expect(inline).toHaveAttribute("data-copied", "TeX copied");
    expect(document.querySelector("[data-announcer]")).toHaveTextContent("TeX copied");

    formula.focus();
    expect(formula).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(core.callsOf("copy_text").map((call) => call.text)).toEqual(["x^2", "\\frac{1}{2}"]);
  });

  it("copies no formula when a selection ends on it", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    const formula = await screen.findByRole("group", { name: "Formula" });
    document.getSelection()?.selectAllChildren(formula);
    formula.click();
    expect(core.callsOf("copy_text")).toEqual([]);
    document.getSelection()?.removeAllRanges();
  });

  it("says in the person's language why a formula is not shown", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    await act(() => showLanguage("de"));
    expect(await screen.findByTitle("Diese Formel hat einen unbekannten Befehl")).toHaveTextContent("\\foo");
  });

  it("saves code under the name that the block gives, and says where", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    await userEvent.click(await screen.findByRole("button", { name: "Save as a file" }));
    expect(core.callsOf("save_code")).toEqual([
      { text: 'let a = "<b>";\n\tend\n', file: "src/a.rs", language: "rust" },
    ]);
    await waitFor(() =>
      expect(useToasts.getState().toasts.at(-1)?.text).toBe("Saved as /home/me/Downloads/src/a.rs"),
    );
  });

  it("opens a link that says where it goes, and asks first about one that does not", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    await userEvent.click(await screen.findByRole("link", { name: "https://example.com/a" }));
    expect(core.callsOf("open_link")).toEqual([{ url: "https://example.com/a" }]);

    await userEvent.click(screen.getByRole("link", { name: "the docs" }));
    expect(core.callsOf("open_link")).toHaveLength(1);
    const dialog = await screen.findByRole("dialog", { name: "Open this address?" });
    expect(dialog).toHaveTextContent("https://evil.example/?q=1");
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    expect(core.callsOf("open_link")[1]).toEqual({ url: "https://evil.example/?q=1" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("names the buttons in the present language, also when it changes", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    await screen.findByRole("button", { name: "Copy code" });
    await act(() => showLanguage("de"));
    expect(await screen.findByRole("button", { name: "Code kopieren" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Bild von img.example laden: a cat" })).toBeInTheDocument();
  });
});
