import i18next from "i18next";
import "@/i18n/en/diagrams";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { DrawnDiagram, RefusedDiagram } from "@/ipc/generated";
import { placeDiagram, removeDiagram, sourceOf, turnTo } from "./diagram-block";
import { addressOf, letGo } from "./picture";
import { placeKept } from "./place-kept";
import { type Tone, toneOf, watchTone } from "./tone";

/** So much before it comes into view, a diagram is drawn. */
const AHEAD = "600px 0px";

interface Drawn {
  drawn: DrawnDiagram;
  url: string;
}
type Refused = { refused: RefusedDiagram } | { failed: string };

/** The diagrams of a transcript: each is drawn when it comes near, and goes back to its source when the transcript is left. */
export class Diagrams {
  readonly #blocks = new Set<Element>();
  /** What was drawn, by its tone and its source. */
  readonly #results = new Map<string, Drawn | Refused>();
  readonly #near: IntersectionObserver;
  readonly #unwatchTone: () => void;
  #closed = false;

  constructor() {
    this.#near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) this.#draw(target);
      },
      { rootMargin: AHEAD },
    );
    this.#unwatchTone = watchTone(() => this.#drawAnew());
  }

  /** Takes up the blocks that are whole. Call when some may have come. */
  look(blocks: Iterable<Element>): void {
    for (const block of this.#blocks) if (!block.isConnected) this.#blocks.delete(block);
    for (const block of blocks) {
      const isNew = !this.#blocks.has(block);
      this.#blocks.add(block);
      if (block.hasAttribute("data-diagram") || !isNew) continue;
      const known = this.#results.get(keyOf(block, toneOf(block)));
      if (known) this.#show(block, known);
      else this.#near.observe(block);
    }
  }

  toggle(button: Element): void {
    const block = button.closest(".md-code");
    if (!block) return;
    const shown = block.getAttribute("data-diagram") === "picture";
    placeKept(block, () => turnTo(block, shown ? "source" : "picture"));
  }

  /** Says everything in the present language. */
  rename(): void {
    for (const block of this.#blocks) {
      const known = this.#results.get(keyOf(block, toneOf(block)));
      if (known && block.hasAttribute("data-diagram")) this.#show(block, known);
    }
  }

  /** Frees the pictures. */
  close(): void {
    this.#closed = true;
    this.#near.disconnect();
    this.#unwatchTone();
    for (const block of this.#blocks) removeDiagram(block);
    this.#blocks.clear();
    for (const result of this.#results.values()) if ("url" in result) letGo(result.url);
    this.#results.clear();
  }

  #drawAnew(): void {
    for (const block of this.#blocks) {
      if (block.hasAttribute("data-diagram") && block.getAttribute("data-tone") !== nameOf(toneOf(block))) {
        // One that is out of sight is drawn when it comes near.
        this.#near.unobserve(block);
        this.#near.observe(block);
      }
    }
  }

  async #draw(block: Element): Promise<void> {
    this.#near.unobserve(block);
    const tone = toneOf(block);
    const source = sourceOf(block);
    const key = keyOf(block, tone);
    let result = this.#results.get(key);
    if (!result) {
      const fresh = await drawn(source, tone);
      result = this.#results.get(key) ?? fresh;
      if (result !== fresh && "url" in fresh) letGo(fresh.url);
      if (this.#closed) {
        if ("url" in result) letGo(result.url);
        return;
      }
      this.#results.set(key, result);
    }
    // While it was drawn the block may have changed, or the theme.
    if (keyOf(block, toneOf(block)) === key) this.#show(block, result);
  }

  #show(block: Element, result: Drawn | Refused): void {
    const before = block.getAttribute("data-diagram");
    const hadFocus = block.contains(document.activeElement) ? document.activeElement?.className : undefined;
    placeKept(block, () => {
      if ("url" in result) placeDiagram(block, before === "source" ? "source" : "picture", pictureOf(result));
      else placeDiagram(block, "refused", [noteOf(result)]);
    });
    block.setAttribute("data-tone", nameOf(toneOf(block)));
    if (hadFocus && !block.contains(document.activeElement)) {
      const again = block.getElementsByClassName(hadFocus)[0];
      if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    }
  }
}

async function drawn(source: string, tone: Tone): Promise<Drawn | Refused> {
  try {
    const view = await invoke("draw_diagram", { source, ...tone });
    if (view.type === "refused") return { refused: view };
    const url = addressOf(view.svg);
    const image = new Image();
    image.src = url;
    // Decoded first, so that it comes whole into its place.
    await image.decode().catch((cause: unknown) => {
      letGo(url);
      throw cause;
    });
    return { drawn: view, url };
  } catch (cause) {
    return { failed: toIpcError(cause).message };
  }
}

function nameOf({ dark, contrast }: Tone): string {
  return `${dark ? "dark" : "light"}${contrast ? "-contrast" : ""}`;
}

function keyOf(block: Element, tone: Tone): string {
  return `${nameOf(tone)}\n${sourceOf(block)}`;
}

function pictureOf({ drawn: { width, height, ground, kind, title, description }, url }: Drawn): Element[] {
  const said = i18next.t(`diagrams:kind.${kind}`);
  const name = title ? i18next.t("diagrams:named", { kind: said, title }) : said;
  const image = document.createElement("img");
  image.src = url;
  image.width = width;
  image.height = height;
  image.alt = description ? `${name}. ${description}` : name;
  image.dataset.drawn = title || said;
  const zoom = document.createElement("button");
  zoom.type = "button";
  zoom.className = "md-zoom";
  zoom.dataset.zoom = "";
  zoom.setAttribute("aria-label", i18next.t("chat:picture.enlarge", { name: image.alt }));
  zoom.append(image);
  const figure = document.createElement("div");
  figure.className = "md-diagram";
  figure.style.backgroundColor = ground;
  figure.append(zoom);
  const menu = document.createElement("button");
  menu.type = "button";
  menu.className = "md-diagram-menu";
  menu.setAttribute("aria-haspopup", "menu");
  menu.setAttribute("aria-label", i18next.t("diagrams:menu"));
  menu.dataset.tooltip = i18next.t("diagrams:menu");
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "md-diagram-toggle";
  return [toggle, menu, figure];
}

function noteOf(result: Refused): Element {
  const note = document.createElement("p");
  note.className = "md-diagram-note";
  note.setAttribute("role", "note");
  note.textContent = problemOf(result);
  return note;
}

function problemOf(result: Refused): string {
  if ("failed" in result) return i18next.t("diagrams:failed", { message: result.failed });
  const { problem, message, line } = result.refused;
  if (problem !== "syntax") return i18next.t(`diagrams:problem.${problem}`);
  return line === null
    ? i18next.t("diagrams:problem.syntax", { message })
    : i18next.t("diagrams:problem.syntaxAt", { line, message });
}
