import { create } from "zustand";

interface SearchFocusState {
  wanted: boolean;
  /** Puts the caret into the search field, as soon as it is there. */
  request: () => void;
  clear: () => void;
}

export const useSearchFocus = create<SearchFocusState>()((set) => ({
  wanted: false,
  request: () => set({ wanted: true }),
  clear: () => set({ wanted: false }),
}));
