import { create } from "zustand";

interface ExportRequest {
  /** What a person wants to have as files. */
  conversations: readonly string[] | null;
  ask: (conversations: readonly string[]) => void;
  close: () => void;
}

/** Which conversations are to be exported: whoever shows conversations asks, one dialog answers. */
export const useExportRequest = create<ExportRequest>()((set) => ({
  conversations: null,
  ask: (conversations) => set({ conversations }),
  close: () => set({ conversations: null }),
}));
