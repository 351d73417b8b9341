import { create } from "zustand";

/** The conversation of which all branches are shown, if any. */
export const useMapRequest = create<{ conversation: string | null }>()(() => ({ conversation: null }));

export function openMap(conversation: string): void {
  useMapRequest.setState({ conversation });
}

export function closeMap(): void {
  useMapRequest.setState({ conversation: null });
}
