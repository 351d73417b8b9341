// The field of the first frame takes typing before the app is there. It is kept until the app has a field to go on in.

let held: HTMLTextAreaElement | null = null;

/** Keeps the first frame's field, which the app is about to replace. */
export function holdFirstField(root: HTMLElement): void {
  held = root.querySelector("[data-first-frame] textarea");
}

/** Gives the first frame's field, once. */
export function takeFirstField(): HTMLTextAreaElement | null {
  const taken = held;
  held = null;
  return taken;
}
