import { create } from "zustand";

/** What stands in the search field, whose sidebar comes and goes with the width of the window. */
export const useSearchText = create<{ text: string }>()(() => ({ text: "" }));

export function setSearchText(text: string): void {
  useSearchText.setState({ text });
}
