import { create } from "zustand";
import { LazySource } from "@/lib/lazy-source";

interface OutlineRequest {
  open: boolean;
  setOpen: (open: boolean) => void;
}

/** Whether the questions of the open conversation are listed. */
export const useOutlineRequest = create<OutlineRequest>()((set) => ({
  open: false,
  setOpen: (open) => set({ open }),
}));

export const questionList = new LazySource(async () => (await import("./question-list")).QuestionList);
