import { create } from "zustand";

interface SearchFocusState {
  wanted: "all" | "end" | null;
  /** Puts the caret into the search field, as soon as it is there; its text is selected. */
  request: () => void;
  /** The same, to go on behind its text. */
  goOn: () => void;
  clear: () => void;
}

export const useSearchFocus = create<SearchFocusState>()((set) => ({
  wanted: null,
  request: () => set({ wanted: "all" }),
  goOn: () => set({ wanted: "end" }),
  clear: () => set({ wanted: null }),
}));
