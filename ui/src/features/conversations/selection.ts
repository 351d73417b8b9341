import { create } from "zustand";

interface SelectionState {
  /** Rows are chosen rather than opened. */
  active: boolean;
  ids: ReadonlySet<string>;
  /** The number of the item from which Shift reaches on. */
  anchor: number | null;
  begin: () => void;
  toggle: (id: string, index: number) => void;
  /** Takes in these; the anchor stays. */
  reach: (ids: string[], anchor: number) => void;
  clear: () => void;
}

/** The conversations that something is about to be done with. */
export const useSelection = create<SelectionState>()((set) => ({
  active: false,
  ids: new Set(),
  anchor: null,
  begin: () => set({ active: true }),
  toggle: (id, index) =>
    set((state) => {
      const ids = new Set(state.ids);
      if (!ids.delete(id)) ids.add(id);
      return { active: true, ids, anchor: index };
    }),
  reach: (ids, anchor) => set({ active: true, ids: new Set(ids), anchor }),
  clear: () => set({ active: false, ids: new Set(), anchor: null }),
}));
