type Keep = () => Promise<unknown> | undefined;

const keeps = new Set<Keep>();

/** Has `keep` called before the window goes, which waits for it. Returns how to take that back. */
export function beforeClose(keep: Keep): () => void {
  keeps.add(keep);
  return () => void keeps.delete(keep);
}

/** Brings to the disk what only this window holds. */
export async function keepEverything(): Promise<void> {
  await Promise.allSettled([...keeps].map((keep) => keep()));
}

// Where the page goes and nobody has asked first.
window.addEventListener("pagehide", () => void keepEverything());
