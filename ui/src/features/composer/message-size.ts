/** The most that a message may hold, in bytes of UTF-8. */
export const MAX_MESSAGE_BYTES = 8_000_000;

/** The size in bytes if it is too large, else null. Counts only where the number of characters leaves it open. */
export function oversize(text: string): number | null {
  if (text.length * 3 <= MAX_MESSAGE_BYTES) return null;
  const bytes = new TextEncoder().encode(text).length;
  return bytes > MAX_MESSAGE_BYTES ? bytes : null;
}
