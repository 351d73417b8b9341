import type { KeyboardEvent } from "react";

/** The list takes arrows and Enter from everything in it; a control beside it keeps its own. */
export function keepKeys(event: KeyboardEvent): void {
  event.stopPropagation();
}
