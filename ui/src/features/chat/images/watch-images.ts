import i18next from "i18next";
import { cameWith } from "@/lib/came-with";
import { LazySource } from "@/lib/lazy-source";
import { showToast } from "@/lib/toasts";
import type { RemoteImages } from "./remote-images";

const part = new LazySource(async () => (await import("./remote-images")).RemoteImages);

/** The remote images below an element. Their code is read when the first placeholder is there. */
export class WatchedImages {
  readonly #conversation: string | null;
  /** Placeholders that have come. */
  #came: Element[];
  readonly #observer: MutationObserver;
  #images: RemoteImages | null = null;
  #closed = false;

  constructor(root: Element, conversation: string | null) {
    this.#conversation = conversation;
    this.#came = [...root.getElementsByClassName("md-image")];
    this.#observer = new MutationObserver((records) => {
      this.#came.push(...cameWith(records, "md-image"));
      this.#look();
    });
    this.#observer.observe(root, { childList: true, subtree: true });
    this.#look();
  }

  async show(button: Element): Promise<void> {
    const images = await this.#read();
    if (images) images.show(button);
    else if (!this.#closed) showToast({ tone: "error", text: i18next.t("common:partMissing") });
  }

  async setHost(toggle: Element): Promise<void> {
    (await this.#read())?.setHost(toggle);
  }

  rename(): void {
    this.#images?.rename();
  }

  close(): void {
    this.#closed = true;
    this.#observer.disconnect();
    this.#images?.close();
  }

  async #look(): Promise<void> {
    if (this.#came.length === 0) return;
    (await this.#read())?.look(this.#came.splice(0));
  }

  async #read(): Promise<RemoteImages | null> {
    const Images = await part.load().catch(() => null);
    if (Images === null || this.#closed) return null;
    this.#images ??= new Images(this.#conversation);
    return this.#images;
  }
}
