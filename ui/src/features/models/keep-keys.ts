import type { KeyboardEvent } from "react";

const TAKEN = ["ArrowUp", "ArrowDown", "Home", "End", "Enter"];
const TAKEN_WITH_CONTROL = ["n", "j", "p", "k"];

/** The list takes these keys from everything in it; a control beside it keeps its own. Tab must get through: it goes round. */
export function keepKeys(event: KeyboardEvent): void {
  const { key, ctrlKey } = event;
  if (TAKEN.includes(key) || (ctrlKey && TAKEN_WITH_CONTROL.includes(key))) event.stopPropagation();
}
