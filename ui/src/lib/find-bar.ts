import { create } from "zustand";
import { useNavigation } from "./navigation";

interface FindBarState {
  open: boolean;
  /** Grows each time that somebody wants to find something: then the field takes the focus. */
  asked: number;
  show: () => void;
  hide: () => void;
}

/** Whether the bar that finds words in the open conversation is there. */
export const useFindBar = create<FindBarState>()((set) => ({
  open: false,
  asked: 0,
  show: () => set(({ asked }) => ({ open: true, asked: asked + 1 })),
  hide: () => set({ open: false }),
}));

useNavigation.subscribe(({ view }) => {
  if (view.kind !== "chat" || view.conversation === null) useFindBar.getState().hide();
});
