type Show = (message: HTMLElement, place: Element) => void;

let show: Show | null = null;

/** Says how a place of the open conversation is brought into view. Returns what ends that. */
export function provideShow(how: Show): () => void {
  show = how;
  return () => {
    if (show === how) show = null;
  };
}

/** Brings a place within a message into view and holds it there, until the reader goes elsewhere. */
export function showPlace(message: HTMLElement, place: Element): void {
  show?.(message, place);
}
