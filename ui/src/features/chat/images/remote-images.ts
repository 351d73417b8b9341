import i18next from "i18next";
import "@/i18n/en/pictures";
import { invoke, loadImage } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import { showToast } from "@/lib/toasts";
import { prepareBlock } from "../stream/prepare-block";

const PLACEHOLDERS = ".transcript .md-image";
/** So much before it comes into view, an image of a host that is always shown is loaded. */
const AHEAD = "600px 0px";

interface Shown {
  figure: Element;
  button: Element;
}

/**
 * The remote images of a transcript: those that a person chose to see, one by one or all of a host. Each goes back to its
 * placeholder when the transcript is left. A placeholder that comes again, since its block was written anew, is shown again.
 */
export class RemoteImages {
  readonly #conversation: string | null;
  readonly #shown = new Set<Shown>();
  /** What was loaded, by its address. */
  readonly #urls = new Map<string, string>();
  readonly #near: IntersectionObserver;
  #hosts = new Set<string>();
  #closed = false;

  constructor(conversation: string | null) {
    this.#conversation = conversation;
    this.#near = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          this.#near.unobserve(entry.target);
          // It may have been noted while its host was still shown.
          if (this.#hosts.has(hostOf(entry.target))) this.show(entry.target);
        }
      },
      { rootMargin: AHEAD },
    );
    this.#readHosts();
  }

  /** Shows the placeholders that need no click. Call when some may have come. */
  look(placeholders: Iterable<Element>): void {
    for (const shown of this.#shown) if (!shown.figure.isConnected) this.#shown.delete(shown);
    for (const button of [...placeholders]) {
      const source = button.getAttribute("data-image-src") ?? "";
      if (this.#urls.has(source)) this.show(button);
      else if (this.#hosts.has(hostOf(button))) this.#near.observe(button);
    }
  }

  /** Loads the image of a placeholder and puts it in its place. */
  async show(button: Element): Promise<void> {
    const source = button.getAttribute("data-image-src");
    if (source === null || button.getAttribute("aria-busy") === "true") return;
    const host = hostOf(button);
    const hadFocus = button === document.activeElement;
    button.setAttribute("aria-busy", "true");
    try {
      let url = this.#urls.get(source);
      const isNew = url === undefined;
      if (url === undefined) {
        button.textContent = i18next.t("chat:image.loading", { host });
        url = URL.createObjectURL(await loadImage(source));
        // Decoded first: bytes that are no image must end as an error, not as a broken frame.
        await decoded(url);
        if (this.#closed) {
          URL.revokeObjectURL(url);
          restore(button);
          return;
        }
        this.#urls.set(source, url);
      }
      const figure = this.#figure(button, source, url);
      button.replaceWith(figure);
      this.#shown.add({ figure, button });
      if (hadFocus) figure.querySelector("button")?.focus({ preventScroll: true });
      // The same one may stand elsewhere, too.
      const same = (other: Element) => other.getAttribute("data-image-src") === source;
      if (isNew) this.look([...document.querySelectorAll(PLACEHOLDERS)].filter(same));
    } catch {
      button.setAttribute("data-failed", "");
      button.textContent = i18next.t("chat:image.failed", { host });
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** Shows all images of a host in this conversation from now on, or asks for each again. */
  async setHost(toggle: Element): Promise<void> {
    if (this.#conversation === null) return;
    const host = hostOf(toggle);
    const shown = !this.#hosts.has(host);
    try {
      this.#take(await invoke("set_image_host", { conversation: this.#conversation, host, shown }));
    } catch (cause) {
      const { message } = toIpcError(cause);
      showToast({ tone: "error", text: i18next.t("pictures:host.failed", { message }) });
      return;
    }
    showToast({
      tone: "plain",
      text: i18next.t(shown ? "pictures:host.shown" : "pictures:host.asked", { host }),
    });
    if (!shown) this.#putBack(host);
  }

  /** Says everything in the present language. */
  rename(): void {
    for (const { figure } of this.#shown) this.#name(figure);
  }

  /** Frees the images. */
  close(): void {
    this.#closed = true;
    this.#near.disconnect();
    for (const shown of this.#shown) back(shown);
    this.#shown.clear();
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }

  async #readHosts(): Promise<void> {
    if (this.#conversation === null) return;
    try {
      this.#take(await invoke("image_hosts", { conversation: this.#conversation }));
    } catch {
      // Then each is asked for by a click.
    }
  }

  #take(hosts: string[]): void {
    if (this.#closed) return;
    this.#hosts = new Set(hosts);
    this.#near.disconnect();
    this.rename();
    this.look(document.querySelectorAll(PLACEHOLDERS));
  }

  #putBack(host: string): void {
    let first: Element | null = null;
    for (const shown of this.#shown) {
      if (hostOf(shown.button) !== host) continue;
      const hadFocus = shown.figure.contains(document.activeElement);
      back(shown);
      if (hadFocus) first = shown.button;
      this.#shown.delete(shown);
    }
    for (const [source, url] of this.#urls) {
      if (new URL(source).hostname !== host) continue;
      URL.revokeObjectURL(url);
      this.#urls.delete(source);
    }
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  }

  #figure(button: Element, source: string, url: string): Element {
    const picture = document.createElement("img");
    picture.className = "md-picture";
    picture.src = url;
    picture.dataset.imageSrc = source;
    picture.dataset.alt = button.getAttribute("data-alt") ?? "";
    const zoom = document.createElement("button");
    zoom.type = "button";
    zoom.className = "md-zoom";
    zoom.dataset.zoom = "";
    zoom.append(picture);
    const origin = document.createElement("span");
    origin.className = "md-image-host";
    const always = document.createElement("button");
    always.type = "button";
    always.className = "md-image-always";
    const figure = document.createElement("span");
    figure.className = "md-figure";
    figure.dataset.host = hostOf(button);
    figure.append(zoom, origin);
    if (this.#conversation !== null) figure.append(always);
    always.dataset.host = hostOf(button);
    this.#name(figure);
    return figure;
  }

  #name(figure: Element): void {
    const host = hostOf(figure);
    const picture = figure.querySelector("img");
    const always = figure.querySelector(".md-image-always");
    const origin = figure.querySelector(".md-image-host");
    if (picture) {
      picture.alt = picture.dataset.alt || i18next.t("chat:image.unnamed", { host });
      picture.parentElement?.setAttribute(
        "aria-label",
        i18next.t("chat:picture.enlarge", { name: picture.alt }),
      );
    }
    if (origin) origin.textContent = host;
    if (always) {
      const on = this.#hosts.has(host);
      always.textContent = i18next.t(on ? "pictures:host.ask" : "pictures:host.always");
      always.setAttribute(
        "aria-label",
        i18next.t(on ? "pictures:host.askName" : "pictures:host.alwaysName", { host }),
      );
    }
  }
}

function hostOf(element: Element): string {
  return element.getAttribute("data-host") ?? "";
}

async function decoded(url: string): Promise<void> {
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
  } catch (cause) {
    URL.revokeObjectURL(url);
    throw cause;
  }
}

function back({ figure, button }: Shown): void {
  restore(button);
  figure.replaceWith(button);
}

function restore(button: Element): void {
  button.removeAttribute("data-failed");
  prepareBlock(button);
}
