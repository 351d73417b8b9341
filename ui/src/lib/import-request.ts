import { create } from "zustand";

interface ImportRequestState {
  /** The path of an export that a person brought; Settings looks into it and clears it. */
  path: string | null;
  ask: (path: string) => void;
  clear: () => void;
}

export const useImportRequest = create<ImportRequestState>()((set) => ({
  path: null,
  ask: (path) => set({ path }),
  clear: () => set({ path: null }),
}));
