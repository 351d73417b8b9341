/** What a diagram is drawn for. */
export interface Tone {
  dark: boolean;
  contrast: boolean;
}

/** What the block stands on: its own ground, since code may have another theme than the window. */
export function toneOf(code: Element): Tone {
  const root = document.documentElement;
  return {
    dark: isDark(getComputedStyle(code).backgroundColor),
    contrast: root.hasAttribute("data-contrast") || root.getAttribute("data-code-theme") === "contrast",
  };
}

export function isDark(colour: string): boolean {
  const [red = 255, green = 255, blue = 255] = colour.match(/\d+(\.\d+)?/g)?.map(Number) ?? [];
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

/** Calls back when something changes that decides a tone, until the returned function is called. */
export function watchTone(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, {
    attributeFilter: ["data-theme", "data-contrast", "data-code-theme"],
  });
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    scheme.removeEventListener("change", onChange);
  };
}
