import { create } from "zustand";
import type { FolderView } from "@/ipc/generated";

/** What is asked in a dialog. */
export type Asking =
  | { kind: "move"; conversations: string[] }
  | { kind: "tags"; conversations: string[] }
  | { kind: "allTags" }
  /** A new folder where it is null; `conversations` go into it. */
  | { kind: "folder"; folder: FolderView | null; conversations: string[] }
  | { kind: "shelf"; shelf: "archived" | "trash" };

interface OrganiseState {
  asking: Asking | null;
  /** Only what has this tag is listed. */
  tag: string | null;
  ask: (asking: Asking | null) => void;
  filter: (tag: string | null) => void;
}

export const useOrganise = create<OrganiseState>()((set) => ({
  asking: null,
  tag: null,
  ask: (asking) => set({ asking }),
  filter: (tag) => set({ tag }),
}));
