type Listener = (text: string) => void;

const listeners = new Set<Listener>();

/** Says something to a screen reader, through the transcript's one polite region. */
export function say(text: string): void {
  for (const listener of listeners) listener(text);
}

/** Returns what ends it. */
export function onSaid(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
