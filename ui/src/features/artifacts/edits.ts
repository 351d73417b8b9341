import { create } from "zustand";
import { invoke } from "@/ipc/client";
import type { ArtifactPlace } from "@/ipc/generated";
import { beforeClose } from "@/lib/before-close";
import { InOrder } from "@/lib/in-order";
import type { Artifact } from "./collect";

/** Pause in typing after which a change is kept on disk. */
const PAUSE_MS = 250;

/**
 * What somebody made of artifacts, by message and block; `null` where nobody did. Newer than what the core holds, which is asked
 * only for what is not here.
 */
export const useEdits = create<Readonly<Record<string, string | null>>>()(() => ({}));

const saves = new InOrder();
/** What is not on its way to the core yet. */
const waiting = new Map<string, () => Promise<void>>();
let timer: ReturnType<typeof setTimeout> | undefined;

const keyOf = ({ message, index }: Artifact) => `${message}/${index}`;

const placeOf = ({ conversation, message, index }: Artifact): ArtifactPlace => ({
  conversation,
  message,
  block: index,
});

/** The text as somebody has changed it; `null` where nobody has, or where that is not known yet. */
export function useEdit(artifact: Artifact): string | null {
  return useEdits((edits) => edits[keyOf(artifact)] ?? null);
}

/** Asks for what was made of it in a former window. */
export async function recallEdit(artifact: Artifact): Promise<void> {
  const key = keyOf(artifact);
  if (key in useEdits.getState()) return;
  const text = await invoke("artifact_edit", placeOf(artifact));
  // What was typed meanwhile is newer.
  if (!(key in useEdits.getState())) useEdits.setState({ [key]: text });
}

/** Keeps a change; with `null`, or the artifact's own text, drops it. */
export function edit(artifact: Artifact, text: string | null, onFailure: (cause: unknown) => void): void {
  const key = keyOf(artifact);
  const changed = text === artifact.source ? null : text;
  useEdits.setState({ [key]: changed });
  waiting.set(key, () =>
    saves
      .ask(key, () => invoke("keep_artifact_edit", { place: placeOf(artifact), text: changed }))
      .catch(onFailure),
  );
  clearTimeout(timer);
  timer = setTimeout(keepNow, PAUSE_MS);
}

function keepNow(): Promise<unknown> {
  clearTimeout(timer);
  for (const keep of waiting.values()) void keep();
  waiting.clear();
  // Also what was on its way already.
  return Promise.all(Object.keys(useEdits.getState()).map((key) => saves.settled(key)));
}

/** Forgets what the window knows, for tests. */
export function resetEdits(): void {
  clearTimeout(timer);
  waiting.clear();
  saves.clear();
  useEdits.setState({}, true);
}

document.addEventListener("visibilitychange", () => void keepNow());
beforeClose(keepNow);
