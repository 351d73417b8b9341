import { create } from "zustand";
import { invoke, uploadPiece } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import type { Attached, FileRefusal, OfferedFile } from "@/ipc/generated";
import { slotOf } from "./slot";

/** As much of a file is in memory twice while it is handed to the core. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** A file on its way to the core. */
export interface Arriving {
  key: number;
  name: string;
}

/** A file that was not attached. */
export interface Trouble {
  name: string;
  reason: FileRefusal | { type: "failed"; message: string };
}

interface AttachingState {
  /** By slot, in order. */
  arriving: Readonly<Record<string, Arriving[]>>;
  troubles: Readonly<Record<string, Trouble[]>>;
}

export const useAttaching = create<AttachingState>()(() => ({ arriving: {}, troubles: {} }));

interface Source {
  name: string;
  attach: () => Promise<Attached>;
}

let last = 0;
/** Files come one after the other: their order is the one in which they were given, and few megabytes are in memory. */
let line: Promise<unknown> = Promise.resolve();

/** Attaches files whose paths the core has: dropped or chosen ones. */
export function attachOffered(conversation: string | null, files: OfferedFile[]): Promise<unknown> {
  return attachAll(
    conversation,
    files.map(({ id, name }) => ({
      name,
      attach: () => invoke("attach_offered", { conversation, offered: id }),
    })),
  );
}

/** Attaches files whose bytes only the page has: pasted ones. */
export function attachPasted(conversation: string | null, files: File[]): Promise<unknown> {
  return attachAll(
    conversation,
    files.map((file) => ({ name: file.name, attach: () => upload(conversation, file) })),
  );
}

/** Asks for files in the system's dialog and attaches them. */
export async function pickFiles(conversation: string | null): Promise<void> {
  await attachOffered(conversation, await invoke("pick_files", {}));
}

/** Attaches the picture that the clipboard holds, where there is one. */
export async function attachClipboard(conversation: string | null): Promise<void> {
  const attached = await invoke("paste_picture", { conversation });
  if (attached?.type === "refused")
    trouble(conversation, { name: "screenshot.png", reason: attached.reason });
}

export function dismissTroubles(conversation: string | null): void {
  const slot = slotOf(conversation);
  useAttaching.setState(({ troubles }) => ({ troubles: { ...troubles, [slot]: [] } }));
}

/** Forgets what is on its way; for tests. */
export function resetAttaching(): void {
  line = Promise.resolve();
  useAttaching.setState(useAttaching.getInitialState(), true);
}

function attachAll(conversation: string | null, sources: Source[]): Promise<unknown> {
  const waiting = sources.map((source) => {
    last += 1;
    return { key: last, name: source.name, source };
  });
  change(conversation, (arriving) => [...arriving, ...waiting.map(({ key, name }) => ({ key, name }))]);
  for (const { key, name, source } of waiting) {
    line = line.then(async () => {
      try {
        const attached = await source.attach();
        if (attached.type === "refused") trouble(conversation, { name, reason: attached.reason });
      } catch (cause) {
        trouble(conversation, { name, reason: { type: "failed", message: toIpcError(cause).message } });
      }
      change(conversation, (arriving) => arriving.filter((file) => file.key !== key));
    });
  }
  return line;
}

async function upload(conversation: string | null, file: File): Promise<Attached> {
  const begun = await invoke("begin_upload", { conversation, name: file.name, size_bytes: file.size });
  if (begun.type === "refused") return begun;
  const { upload } = begun;
  try {
    for (let start = 0; start < file.size; start += PIECE_BYTES) {
      const piece = await file.slice(start, start + PIECE_BYTES).arrayBuffer();
      await uploadPiece(upload, new Uint8Array(piece));
    }
  } catch (cause) {
    // What was written so far goes; if that fails, it goes with the next start.
    await invoke("abort_upload", { upload }).catch(() => undefined);
    throw cause;
  }
  return invoke("end_upload", { upload });
}

function change(conversation: string | null, next: (arriving: Arriving[]) => Arriving[]): void {
  const slot = slotOf(conversation);
  useAttaching.setState(({ arriving }) => ({
    arriving: { ...arriving, [slot]: next(arriving[slot] ?? []) },
  }));
}

function trouble(conversation: string | null, entry: Trouble): void {
  const slot = slotOf(conversation);
  useAttaching.setState(({ troubles }) => ({
    troubles: { ...troubles, [slot]: [...(troubles[slot] ?? []), entry] },
  }));
}
