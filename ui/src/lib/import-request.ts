import { create } from "zustand";
import { useNavigation } from "./navigation";

interface ImportRequestState {
  /** The path of an export that a person brought; Settings looks into it and clears it. */
  path: string | null;
}

export const useImportRequest = create<ImportRequestState>()(() => ({ path: null }));

/** Shows what is in an export that a person brought. Nothing is taken over yet. */
export function offerImport(path: string): void {
  useImportRequest.setState({ path });
  useNavigation.getState().openSettings("data");
}
