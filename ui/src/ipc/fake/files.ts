import { IpcError } from "../error";
import type { Attached, DraftFileView, DropEvent, MessageFile } from "../generated";
import type { Handlers, Owner } from "./handlers";

type FileCommand =
  | "draft_files"
  | "attach_offered"
  | "begin_upload"
  | "end_upload"
  | "abort_upload"
  | "remove_draft_file"
  | "restore_draft_file"
  | "pick_files"
  | "paste_picture"
  | "save_file";

interface Upload {
  conversation: string | null;
  name: string;
  bytes: number;
}

/** The files beside drafts, in memory. */
export class FakeFiles {
  /** By conversation id or `"new"`. */
  readonly drafts = new Map<string, DraftFileView[]>();
  /** What the dialog gives, and what is on the clipboard. */
  picked: string[] = [];
  clipboard: string | null = null;
  /** What becomes of a file of this name, where it is not plain text. */
  readonly known = new Map<string, Partial<DraftFileView>>();
  /** Names that are refused, and why. */
  readonly refused = new Map<string, Extract<Attached, { type: "refused" }>["reason"]>();
  readonly #owner: Owner;
  readonly #uploads = new Map<number, Upload>();
  readonly #offers = new Map<number, string>();
  readonly #dropListeners = new Set<(event: DropEvent) => void>();
  #last = 0;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  watchDrops(onEvent: (event: DropEvent) => void): () => void {
    this.#dropListeners.add(onEvent);
    return () => this.#dropListeners.delete(onEvent);
  }

  /** Files are dragged over the window, or dropped. */
  drag(event: DropEvent["type"], names: string[] = []): void {
    const files = names.map((name) => this.#offer(name));
    for (const listener of this.#dropListeners)
      listener(event === "dropped" ? { type: event, files } : { type: event });
  }

  piece(upload: number, bytes: Uint8Array): void {
    const known = this.#uploads.get(upload);
    if (!known) throw new IpcError("invalid", "This upload was given up.");
    known.bytes += bytes.length;
  }

  /** The files go with a message. */
  take(conversation: string | null, ids: number[]): MessageFile[] {
    const files = this.#of(conversation);
    this.drafts.set(
      conversation ?? "new",
      files.filter((file) => !ids.includes(file.id)),
    );
    this.#owner.notify({ type: "draft_files" });
    return files
      .filter((file) => ids.includes(file.id))
      .map((file) =>
        file.content.type === "picture"
          ? {
              type: "picture",
              blob: file.blob,
              media_type: file.media_type,
              width: file.content.width,
              height: file.content.height,
              alt: file.name,
            }
          : {
              type: "file",
              blob: file.blob,
              name: file.name,
              media_type: file.media_type,
              size_bytes: file.size_bytes,
            },
      );
  }

  /** Puts a file beside a draft. */
  add(conversation: string | null, name: string, size = 1200): Attached {
    const reason = this.refused.get(name);
    if (reason) return { type: "refused", reason };
    const id = this.#next();
    const file: DraftFileView = {
      id,
      position: id,
      blob: `blob-of-${name}`,
      name,
      media_type: "text/plain",
      size_bytes: size,
      content: { type: "text", tokens: Math.ceil(size / 4), cut: false },
      ...this.known.get(name),
    };
    this.drafts.set(conversation ?? "new", [...this.#of(conversation), file]);
    this.#owner.notify({ type: "draft_files" });
    return { type: "attached", file };
  }

  #of(conversation: string | null): DraftFileView[] {
    return this.drafts.get(conversation ?? "new") ?? [];
  }

  #next(): number {
    this.#last += 1;
    return this.#last;
  }

  #offer(name: string): { id: number; name: string } {
    const id = this.#next();
    this.#offers.set(id, name);
    return { id, name };
  }

  readonly commands: Pick<Handlers, FileCommand> = {
    draft_files: ({ conversation }) => this.#of(conversation),
    attach_offered: ({ conversation, offered }) => {
      const name = this.#offers.get(offered);
      return name === undefined
        ? { type: "refused", reason: { type: "gone" } }
        : this.add(conversation, name);
    },
    begin_upload: ({ conversation, name }) => {
      const upload = this.#next();
      this.#uploads.set(upload, { conversation, name, bytes: 0 });
      return { type: "begun", upload };
    },
    end_upload: ({ upload }) => {
      const known = this.#uploads.get(upload);
      if (!known) throw new IpcError("invalid", "This upload was given up.");
      this.#uploads.delete(upload);
      return this.add(known.conversation, known.name, known.bytes);
    },
    abort_upload: ({ upload }) => {
      this.#uploads.delete(upload);
    },
    remove_draft_file: ({ id }) => {
      for (const [slot, files] of this.drafts) {
        this.drafts.set(
          slot,
          files.filter((file) => file.id !== id),
        );
      }
      this.#owner.notify({ type: "draft_files" });
    },
    restore_draft_file: ({ conversation, name, position }) => {
      const attached = this.add(conversation, name);
      if (attached.type === "refused") throw new IpcError("not_found", "It is gone.");
      attached.file.position = position;
      const sorted = this.#of(conversation).sort((a, b) => a.position - b.position);
      this.drafts.set(conversation ?? "new", sorted);
      return attached.file;
    },
    pick_files: () => this.picked.map((name) => this.#offer(name)),
    paste_picture: ({ conversation }) =>
      this.clipboard === null ? null : this.add(conversation, this.clipboard),
    save_file: ({ name }) => ({ path: `/home/me/Downloads/${name}` }),
  };
}
