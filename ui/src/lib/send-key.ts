import type { KeyboardEvent } from "react";

/** Safari's and WebKit's code for a key that an input method is still working with. */
const IME_KEY_CODE = 229;

/**
 * Whether an input method takes this key. WebKit ends the composition before it tells of the Enter that ended it, so
 * `isComposing` alone would let that Enter send.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === IME_KEY_CODE;
}

/** Whether the key sends the message. */
export function isSendKey(event: KeyboardEvent): boolean {
  const modified = event.shiftKey || event.altKey;
  return event.key === "Enter" && !modified && !isComposing(event);
}
