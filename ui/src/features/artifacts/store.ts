import { create } from "zustand";
import { useNavigation } from "@/lib/navigation";
import type { Artifact } from "./collect";

interface ArtifactState {
  /** What the pane beside the conversation shows. */
  shown: Artifact | null;
  /** What somebody made of an artifact, by message and block. */
  edits: Readonly<Record<string, string>>;
}

export const useArtifact = create<ArtifactState>()(() => ({ shown: null, edits: {} }));

const keyOf = ({ message, index }: Artifact) => `${message}/${index}`;

export function showArtifact(artifact: Artifact): void {
  useArtifact.setState({ shown: artifact });
}

export function closeArtifact(): void {
  useArtifact.setState({ shown: null });
}

/** The text as somebody has changed it; `null` where nobody has. */
export function editOf({ edits }: ArtifactState, artifact: Artifact): string | null {
  return edits[keyOf(artifact)] ?? null;
}

/** Keeps a change; with `null`, or the artifact's own text, drops it. */
export function edit(artifact: Artifact, text: string | null): void {
  useArtifact.setState(({ edits }) => {
    const { [keyOf(artifact)]: _, ...others } = edits;
    return {
      edits: text === null || text === artifact.source ? others : { ...others, [keyOf(artifact)]: text },
    };
  });
}

useNavigation.subscribe(({ view }, before) => {
  const conversation = view.kind === "chat" ? view.conversation : null;
  const previous = before.view.kind === "chat" ? before.view.conversation : null;
  if (conversation !== previous) closeArtifact();
});
