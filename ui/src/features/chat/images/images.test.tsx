import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message } from "@/ipc/fake/state";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { bodyOf } from "../bodies";
import { Transcript } from "../transcript";

const image = (name: string, host = "img.example") =>
  `<p><button type="button" class="md-image" data-image-src="https://${host}/${name}.png" data-host="${host}" data-alt="${name}"><span>${name}</span></button></p>`;
const BLOCKS = [image("cat"), image("dog"), image("map", "maps.example")];
const bytes = new Blob(["x"], { type: "image/png" });

/** Everything is in view at once. */
class AllInView {
  static all: AllInView[] = [];
  /** Nothing comes into view by itself. */
  static waits = false;
  readonly #observed = new Set<Element>();
  constructor(readonly callback: IntersectionObserverCallback) {
    AllInView.all.push(this);
  }
  observe(target: Element): void {
    this.#observed.add(target);
    // With the next frame, like a browser.
    if (!AllInView.waits) setTimeout(() => this.tell());
  }
  unobserve(target: Element): void {
    this.#observed.delete(target);
  }
  disconnect(): void {
    this.#observed.clear();
  }
  tell(): void {
    const entries = [...this.#observed]
      .filter((target) => target.isConnected)
      .map((target) => ({ target, isIntersecting: true }) as unknown as IntersectionObserverEntry);
    if (entries.length > 0) this.callback(entries, this as unknown as IntersectionObserver);
  }
}

let core: FakeCore;
let loaded: string[];

beforeEach(() => {
  AllInView.all = [];
  AllInView.waits = false;
  vi.stubGlobal("IntersectionObserver", AllInView);
  let count = 0;
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => `blob:${++count}`);
  vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => undefined);
  HTMLImageElement.prototype.decode = async () => undefined;
  core = new FakeCore(firstRun());
  loaded = [];
  const load = core.loadImage.bind(core);
  core.loadImage = (url) => {
    loaded.push(url);
    return load(url);
  };
  for (const name of ["cat", "dog"]) core.images.set(`https://img.example/${name}.png`, bytes);
  core.images.set("https://maps.example/map.png", bytes);
  const parts = [{ type: "text" as const, blocks: BLOCKS }];
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

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const placeholder = (name: string, host = "img.example") =>
  screen.findByRole("button", { name: `Load image from ${host}: ${name}` });

describe("an image of the web", () => {
  it("is loaded only on a click, says when it fails, and is freed when the transcript is left", async () => {
    const { unmount } = renderWithCore(<Transcript conversation="c" />, core);
    const button = await placeholder("cat");
    await waitFor(() => expect(core.callsOf("image_hosts")).toEqual([{ conversation: "c" }]));
    expect(document.querySelector("img")).toBeNull();
    expect(loaded).toEqual([]);

    core.images.delete("https://img.example/cat.png");
    await userEvent.click(button);
    expect(await screen.findByRole("button", { name: /img\.example did not load/ })).toBe(button);
    core.images.set("https://img.example/cat.png", bytes);
    await userEvent.click(button);
    expect(await screen.findByRole("img", { name: "cat" })).toHaveAttribute("src", "blob:1");
    expect(screen.getByRole("button", { name: "Enlarge: cat" })).toHaveFocus();
    expect(loaded).toHaveLength(2);
    unmount();
    expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:1");
  });

  it("stays shown, without another request, when its block is written anew", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    await userEvent.click(await placeholder("cat"));
    await screen.findByRole("img", { name: "cat" });
    act(() => bodyOf("a").load([{ type: "text", blocks: [`<ul><li>${image("cat")}</li></ul>`] }]));
    await waitFor(() => expect(screen.getByRole("img", { name: "cat" }).closest("li")).not.toBeNull());
    expect(loaded).toHaveLength(1);
  });

  it("is shown with all of its host in this conversation where a person wants that, until they take it back", async () => {
    const { unmount } = renderWithCore(<Transcript conversation="c" />, core);
    await userEvent.click(await placeholder("cat"));
    await screen.findByRole("img", { name: "cat" });
    const always = "Always show in this conversation: images from img.example";
    await userEvent.click(screen.getByRole("button", { name: always }));
    expect(await screen.findByRole("img", { name: "dog" })).toBeInTheDocument();
    expect(core.callsOf("set_image_host")).toEqual([{ conversation: "c", host: "img.example", shown: true }]);
    expect(await placeholder("map", "maps.example")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: always })).toBeNull();

    unmount();
    loaded = [];
    renderWithCore(<Transcript conversation="c" />, core);
    await screen.findByRole("img", { name: "cat" });
    await screen.findByRole("img", { name: "dog" });
    expect(loaded.toSorted()).toEqual(["https://img.example/cat.png", "https://img.example/dog.png"]);

    const [again] = screen.getAllByRole("button", { name: "Ask before each again: images from img.example" });
    if (!again) throw new Error("it cannot be taken back");
    await userEvent.click(again);
    await waitFor(() => expect(document.querySelector("img")).toBeNull());
    expect(await placeholder("cat")).toHaveFocus();
    expect(useToasts.getState().toasts.at(-1)?.text).toBe(
      "Images from img.example are loaded by a click again.",
    );
    await userEvent.click(await placeholder("dog"));
    await screen.findByRole("img", { name: "dog" });
    expect(loaded).toHaveLength(3);
  });
});

describe("the viewer", () => {
  it("is not loaded on a word that was taken back before it came near", async () => {
    AllInView.waits = true;
    renderWithCore(<Transcript conversation="c" />, core);
    await userEvent.click(await placeholder("cat"));
    await userEvent.click(
      await screen.findByRole("button", {
        name: "Always show in this conversation: images from img.example",
      }),
    );
    await userEvent.click(
      await screen.findByRole("button", { name: "Ask before each again: images from img.example" }),
    );
    await placeholder("cat");
    for (const observer of AllInView.all) observer.tell();
    await userEvent.click(await placeholder("map", "maps.example"));
    await screen.findByRole("img", { name: "map" });
    expect(loaded).toEqual(["https://img.example/cat.png", "https://maps.example/map.png"]);
  });

  it("shows the pictures of a message large, one after the other, and gives the focus back", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    for (const name of ["cat", "dog"]) await userEvent.click(await placeholder(name));
    const opener = await screen.findByRole("button", { name: "Enlarge: cat" });
    await screen.findByRole("button", { name: "Enlarge: dog" });
    await userEvent.click(opener);
    const cat = await screen.findByRole("dialog", { name: "cat" });
    expect(within(cat).getByText("1 of 2")).toBeVisible();

    await userEvent.keyboard("{ArrowRight}");
    const dog = await screen.findByRole("dialog", { name: "dog" });
    const scale = () => within(dog).getByRole("img").style.transform;
    await userEvent.keyboard("+");
    expect(scale()).toContain("scale(1.25)");
    expect(within(dog).getByText("125 %")).toBeVisible();
    await userEvent.keyboard("-");
    expect(scale()).toContain("scale(1)");
    await userEvent.click(within(dog).getByRole("button", { name: "Copy picture" }));
    await waitFor(() => expect(core.callsOf("copy_image")).toEqual([{ url: "https://img.example/dog.png" }]));
    await userEvent.click(within(dog).getByRole("button", { name: "Save picture" }));
    await waitFor(() =>
      expect(core.callsOf("save_image")).toEqual([{ url: "https://img.example/dog.png", name: "dog" }]),
    );
    await userEvent.keyboard("{ArrowRight}");
    await screen.findByRole("dialog", { name: "cat" });
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(opener).toHaveFocus());
  });

  it("shows what a model made and what a person attached", async () => {
    const blob = "ab".repeat(32);
    const other = "cd".repeat(32);
    for (const it of [blob, other]) core.blobs.set(it, bytes);
    const picture = { blob, media_type: "image/png", width: 2, height: 1, alt: "A lighthouse" };
    const view = core.state.conversations.get("c")?.view;
    if (!view) throw new Error("no conversation");
    view.messages = [
      message({
        id: "q",
        role: "user",
        source: "Draw it",
        parts: [],
        files: [{ type: "picture", ...picture, blob: other, alt: "sketch.png" }],
      }),
      message({ id: "b", role: "assistant", source: "", parts: [{ type: "image", ...picture }] }),
    ];
    renderWithCore(<Transcript conversation="c" />, core);
    await userEvent.click(await screen.findByRole("button", { name: "Enlarge: A lighthouse" }));
    const made = await screen.findByRole("dialog", { name: "A lighthouse" });
    expect(await within(made).findByRole("img", { name: "A lighthouse" })).toBeVisible();
    await userEvent.click(within(made).getByRole("button", { name: "Save picture" }));
    await waitFor(() => expect(core.callsOf("save_picture")).toEqual([{ blob, name: "A lighthouse" }]));
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await userEvent.click(await screen.findByRole("button", { name: /sketch\.png/ }));
    expect(await screen.findByRole("dialog", { name: "sketch.png" })).toBeVisible();
  });
});
