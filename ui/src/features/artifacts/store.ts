import { create } from "zustand";
import { useNavigation } from "@/lib/navigation";
import type { Artifact } from "./collect";

interface ArtifactState {
  /** What the pane beside the conversation shows. */
  shown: Artifact | null;
}

export const useArtifact = create<ArtifactState>()(() => ({ shown: null }));

export function showArtifact(artifact: Artifact): void {
  useArtifact.setState({ shown: artifact });
}

export function closeArtifact(): void {
  useArtifact.setState({ shown: null });
}

useNavigation.subscribe(({ view }, before) => {
  const conversation = view.kind === "chat" ? view.conversation : null;
  const previous = before.view.kind === "chat" ? before.view.conversation : null;
  if (conversation !== previous) closeArtifact();
});
