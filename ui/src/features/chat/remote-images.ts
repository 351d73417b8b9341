import i18next from "i18next";
import { loadImage } from "@/ipc/client";
import { prepareBlock } from "./stream/prepare-block";

interface Shown {
  picture: HTMLImageElement;
  button: Element;
  url: string;
}

/** The remote images that a person chose to see. Each goes back to its placeholder when the transcript is left. */
export class RemoteImages {
  #shown: Shown[] = [];
  #closed = false;

  /** Loads the image of a placeholder and puts it in its place. */
  async show(button: Element): Promise<void> {
    const source = button.getAttribute("data-image-src");
    if (source === null || button.getAttribute("aria-busy") === "true") return;
    const host = button.getAttribute("data-host") ?? "";
    const alt = button.getAttribute("data-alt") ?? "";
    button.setAttribute("aria-busy", "true");
    button.textContent = i18next.t("chat:image.loading", { host });
    try {
      const url = URL.createObjectURL(await loadImage(source));
      const picture = document.createElement("img");
      picture.className = "md-picture";
      picture.alt = alt || i18next.t("chat:image.unnamed", { host });
      picture.src = url;
      picture.dataset.imageSrc = source;
      picture.dataset.alt = alt;
      // Decoded first: bytes that are no image must end as an error, not as a broken frame.
      await decoded(picture, url);
      if (this.#closed) {
        URL.revokeObjectURL(url);
        restore(button);
        return;
      }
      button.replaceWith(picture);
      this.#shown.push({ picture, button, url });
    } catch {
      button.setAttribute("data-failed", "");
      button.textContent = i18next.t("chat:image.failed", { host });
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** Frees the images. */
  close(): void {
    this.#closed = true;
    for (const { picture, button, url } of this.#shown) {
      restore(button);
      picture.replaceWith(button);
      URL.revokeObjectURL(url);
    }
    this.#shown = [];
  }
}

async function decoded(picture: HTMLImageElement, url: string): Promise<void> {
  try {
    await picture.decode();
  } catch (cause) {
    URL.revokeObjectURL(url);
    throw cause;
  }
}

function restore(button: Element): void {
  button.removeAttribute("data-failed");
  prepareBlock(button);
}
