import { create } from "zustand";

/** The button whose table is to be copied, if any: the menu stands below it. */
export const useTableRequest = create<{ button: HTMLElement | null }>()(() => ({ button: null }));

export function openTableMenu(button: HTMLElement): void {
  useTableRequest.setState({ button });
}

export function closeTableMenu(): void {
  useTableRequest.setState({ button: null });
}
