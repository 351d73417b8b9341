import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { FakeCore } from "@/ipc/fake/core";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { bodyOf } from "../bodies";
import { resetTurns } from "../public";
import { uncover } from "../stream/code-block";
import { Transcript } from "../transcript";
import { answer, coreWith, question, show, startTurn, text } from "../transcript.fixture";

const line = (words: string) =>
  `<span class="line">${words.replaceAll("<", "&lt;").replaceAll(">", "&gt;")}\n</span>`;
const fence = (source: string, language = "mermaid") =>
  `<div class="md-code" data-lang="${language}"><div class="md-code-bar"><span class="md-code-lang">${language}</span><button type="button" class="md-copy" data-copy=""></button></div><pre><code><span class="md-lines">${source.split("\n").map(line).join("")}</span><span class="md-partial"></span></code></pre></div>`;
const FLOW = "flowchart TD\n%% title: Orders\nA --> B";

/** What is observed is in view at once, or when it is said to be. */
class InView {
  static waits = false;
  static all: InView[] = [];
  readonly observed = new Set<Element>();
  constructor(readonly callback: IntersectionObserverCallback) {
    InView.all.push(this);
  }
  observe(target: Element): void {
    this.observed.add(target);
    if (!InView.waits) queueMicrotask(() => this.tell());
  }
  unobserve(target: Element): void {
    this.observed.delete(target);
  }
  disconnect(): void {
    this.observed.clear();
  }
  tell(): void {
    const entries = [...this.observed].map((target) => ({ target, isIntersecting: true }));
    if (entries.length > 0)
      this.callback(
        entries as unknown as IntersectionObserverEntry[],
        this as unknown as IntersectionObserver,
      );
  }
}

let core: FakeCore;
let drawn: { source: string; dark: boolean; contrast: boolean }[];
let live: Set<string>;

function watch(): void {
  drawn = [];
  const invoke = core.invoke.bind(core);
  vi.spyOn(core, "invoke").mockImplementation((command, args) => {
    if (command === "draw_diagram") drawn.push(args as (typeof drawn)[number]);
    return invoke(command, args);
  });
}

// With its font it takes a loaded machine longer to read than a test waits.
beforeAll(async () => {
  await import("./diagrams");
}, 60_000);

beforeEach(() => {
  resetTurns();
  InView.waits = false;
  InView.all = [];
  vi.stubGlobal("IntersectionObserver", InView);
  live = new Set();
  let count = 0;
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    const url = `blob:${++count}`;
    live.add(url);
    return url;
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => void live.delete(url));
  HTMLImageElement.prototype.decode = async () => undefined;
});

afterEach(() => {
  document.documentElement.removeAttribute("data-contrast");
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function open(...blocks: string[]) {
  core = coreWith(question(), answer({ parts: [text(...blocks)] }));
  watch();
  return renderWithCore(<Transcript conversation="c" />, core);
}

const picture = () => screen.findByRole("img", { name: "Flowchart: Orders" });
const block = () => document.querySelector(".md-code") as HTMLElement;

describe("a diagram", () => {
  it("stands in the place of its source as an image with a name and a size, and can be turned over", async () => {
    open("<p>See:</p>", fence(FLOW), fence("fn main() {}", "rust"));
    const image = await picture();
    expect(image).toHaveAttribute("src", "blob:1");
    expect([image.getAttribute("width"), image.getAttribute("height")]).toEqual(["200", "100"]);
    expect(block()).toHaveAttribute("data-diagram", "picture");
    expect(drawn).toEqual([{ source: `${FLOW}\n`, dark: false, contrast: false }]);
    expect(block().querySelector("svg")).toBeNull();

    const toggle = screen.getByRole("button", { name: "Show the source of the diagram" });
    await userEvent.click(toggle);
    expect(block()).toHaveAttribute("data-diagram", "source");
    expect(toggle).toHaveFocus();
    await userEvent.click(screen.getByRole("button", { name: "Show the diagram" }));
    expect(block()).toHaveAttribute("data-diagram", "picture");
  });

  it("that cannot be drawn shows its source, and says why and where", async () => {
    open(fence("sequenceDiagram\nA->"));
    const note = await screen.findByRole("note");
    expect(note).toHaveTextContent("Not drawn, because of line 1: unexpected word");
    expect(block()).toHaveAttribute("data-diagram", "refused");
    expect(screen.queryByRole("button", { name: "Show the source of the diagram" })).toBeNull();
  });

  it("is drawn when it comes near, not before", async () => {
    InView.waits = true;
    open(fence(FLOW));
    await waitFor(() => expect(InView.all.some(({ observed }) => observed.size > 0)).toBe(true));
    expect(drawn).toEqual([]);
    act(() => {
      for (const observer of InView.all) observer.tell();
    });
    await picture();
    expect(drawn).toHaveLength(1);
  });

  it("is drawn once something follows its fence, and stays the same node when the answer ends", async () => {
    core = coreWith();
    watch();
    show(core);
    const turn = await startTurn(core);
    const say = (block: number, html: string) =>
      act(() => turn.frame([{ type: "text", part: 0, op: { op: "append", block, html } }]));
    say(0, fence(FLOW));
    await waitFor(() => expect(block()).toHaveClass("md-mermaid"));
    await act(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(drawn).toEqual([]);
    say(1, "<p>There.</p>");
    const image = await picture();
    expect(drawn).toHaveLength(1);
    act(() => {
      bodyOf(image.closest<HTMLElement>("[data-message]")?.dataset.message ?? "").load([
        text(fence(FLOW), "<p>There.</p>"),
      ]);
    });
    expect(image).toBeInTheDocument();
    expect(drawn).toHaveLength(1);
  });

  it("shows its source where something in it was found", async () => {
    open(fence(FLOW));
    await picture();
    act(() => uncover(document.querySelector(".line")));
    expect(screen.getByRole("button", { name: "Show the diagram" })).toBeInTheDocument();
    expect(block()).toHaveAttribute("data-diagram", "source");
  });

  it("keeps its picture while its block is written anew, and loses it with another source", async () => {
    open(fence(FLOW));
    const image = await picture();
    const body = bodyOf("a");
    act(() => void body.apply({ type: "text", part: 0, op: { op: "replace", block: 0, html: fence(FLOW) } }));
    expect(image).toBeInTheDocument();
    act(() => {
      body.apply({ type: "text", part: 0, op: { op: "replace", block: 0, html: fence("pie\nx") } });
    });
    expect(image).not.toBeInTheDocument();
    expect(await screen.findByRole("note")).toBeInTheDocument();
  });

  it("is drawn again for another ground, and keeps what the reader chose", async () => {
    open(fence(FLOW));
    await picture();
    await userEvent.click(screen.getByRole("button", { name: "Show the source of the diagram" }));
    document.documentElement.setAttribute("data-contrast", "");
    await waitFor(() => expect(drawn.at(-1)).toMatchObject({ contrast: true }));
    await waitFor(() => expect(block()).toHaveAttribute("data-tone", "light-contrast"));
    expect(block()).toHaveAttribute("data-diagram", "source");
    expect(block().querySelectorAll(".md-diagram")).toHaveLength(1);
  });

  it("is seen large, and leaves the window as SVG", async () => {
    open(fence(FLOW));
    await userEvent.click(await screen.findByRole("button", { name: "Enlarge: Flowchart: Orders" }));
    const viewer = await screen.findByRole("dialog", { name: "Flowchart: Orders" });
    expect(within(viewer).getByRole("img")).toHaveAttribute("src", "blob:1");
    await userEvent.keyboard("{Escape}");

    const menu = screen.getByRole("button", { name: "Copy or save the diagram" });
    await userEvent.click(menu);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Save as SVG" }));
    await waitFor(() =>
      expect(core.invoke).toHaveBeenCalledWith(
        "save_code",
        expect.objectContaining({ file: "Orders.svg", text: expect.stringContaining("@font-face") }),
      ),
    );
    await waitFor(() =>
      expect(useToasts.getState().toasts.at(-1)?.text).toBe("Saved as /home/me/Downloads/Orders.svg"),
    );
    await waitFor(() => expect(menu).toHaveFocus());
  });

  it("says everything in the language that is chosen, and frees its picture with the transcript", async () => {
    const { unmount } = open(fence(FLOW));
    await picture();
    const { strings } = await import("@/i18n/de/strings");
    for (const name of ["chat", "diagrams"] as const) i18next.addResourceBundle("de", name, strings[name]);
    await act(() => i18next.changeLanguage("de"));
    expect(await screen.findByRole("img", { name: "Flussdiagramm: Orders" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Quelltext des Diagramms zeigen" })).toHaveTextContent(
      "Quelltext",
    );
    await act(() => i18next.changeLanguage("en"));
    const code = block();
    unmount();
    expect(live).toEqual(new Set());
    expect(code).not.toHaveAttribute("data-diagram");
  });
});
