import { create } from "zustand";

/** The button whose diagram is to be saved or copied, if any: the menu stands below it. */
export const useDiagramRequest = create<{ button: HTMLElement | null }>()(() => ({ button: null }));

export function openDiagramMenu(button: HTMLElement): void {
  useDiagramRequest.setState({ button });
}

export function closeDiagramMenu(): void {
  useDiagramRequest.setState({ button: null });
}
