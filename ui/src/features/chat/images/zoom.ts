export interface View {
  scale: number;
  /** Of the picture's middle from the middle of its box, in CSS pixels. */
  x: number;
  y: number;
}

/** As large as it fits. */
export const FIT: View = { scale: 1, x: 0, y: 0 };

const LARGEST = 8;
export const STEP = 1.25;

/** `view` at another scale, with the point (from the middle of the box) staying where it is. */
export function zoomed(view: View, factor: number, x = 0, y = 0): View {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * factor));
  if (scale === 1) return FIT;
  const by = scale / view.scale;
  return { scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by };
}

/** Moved, but not out of a box of this size. */
export function moved(view: View, dx: number, dy: number, width: number, height: number): View {
  const within = (value: number, size: number) => {
    const room = (size * (view.scale - 1)) / 2;
    return Math.min(room, Math.max(-room, value));
  };
  return { ...view, x: within(view.x + dx, width), y: within(view.y + dy, height) };
}
