import type { Settings } from "@/ipc/generated";

const moreContrast = window.matchMedia("(prefers-contrast: more)");

/** Puts the settings that CSS needs on the root element. Without a fixed theme the system's scheme decides, in CSS. */
export function applyAppearance({ theme, text_size, ...code }: Settings): void {
  const root = document.documentElement;
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  else delete root.dataset.theme;
  root.toggleAttribute("data-contrast", theme === "contrast" || moreContrast.matches);
  if (code.code_theme === "app") delete root.dataset.codeTheme;
  else root.dataset.codeTheme = code.code_theme;
  root.toggleAttribute("data-code-wrap", code.code_wrap);
  root.toggleAttribute("data-code-numbers", code.code_numbers);
  root.style.setProperty("--text-size", `${Math.min(20, Math.max(13, text_size))}px`);
}

/** Says the language to the browser: hyphens, fonts and screen readers follow it. */
export function applyLanguage(language: string): void {
  document.documentElement.lang = language;
}
