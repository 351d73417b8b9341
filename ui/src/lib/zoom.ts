/** In percent, as browsers have them. */
export const ZOOMS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300] as const;
export const USUAL_ZOOM = 100;

/** The next one in a direction; the same at the ends. */
export function zoomBeside(zoom: number, step: 1 | -1): number {
  const next = step > 0 ? ZOOMS.find((other) => other > zoom) : ZOOMS.findLast((other) => other < zoom);
  return next ?? zoom;
}
