/** Whether commands are Cmd rather than Ctrl here. */
export const isMac = /Mac/.test(navigator.platform);

/** A shortcut as it is printed on this platform: `shortcut("N")` is "Ctrl N" or "⌘N". */
export function shortcut(key: string): string {
  return isMac ? `⌘${key}` : `Ctrl ${key}`;
}

/** The same for `aria-keyshortcuts`. */
export function ariaShortcut(key: string): string {
  return `${isMac ? "Meta" : "Control"}+${key}`;
}
