import { applyAppearance, applyLanguage } from "./app/appearance";
import { welcome as deWelcome } from "./i18n/de/common.json";
import { label as deLabel, placeholder as dePlaceholder } from "./i18n/de/composer.json";
import { welcome as enWelcome } from "./i18n/en/common.json";
import { label as enLabel, placeholder as enPlaceholder } from "./i18n/en/composer.json";
import { pickLanguage } from "./i18n/language";
import { connectTransport, invoke } from "./ipc/client";
import type { Settings } from "./ipc/generated";
import { defaultSettings } from "./lib/default-settings";
import "./theme/index.css";

// The window is shown with what index.html holds, before the app itself has been read. Nothing of the app may be imported
// here, or the first frame would wait for all of it.

const words = {
  en: { greeting: enWelcome.greeting, label: enLabel, placeholder: enPlaceholder },
  de: { greeting: deWelcome.greeting, label: deLabel, placeholder: dePlaceholder },
};

function fill(frame: Element, { language, sidebar_open }: Settings): void {
  const { greeting, label, placeholder } = words[pickLanguage(language, navigator.languages)];
  const heading = frame.querySelector("p span");
  if (heading) heading.textContent = greeting;
  const field = frame.querySelector("textarea");
  if (field) {
    field.setAttribute("aria-label", label);
    field.placeholder = placeholder;
    field.focus();
  }
  frame.querySelector("[data-side]")?.toggleAttribute("hidden", !sidebar_open);
}

async function show(): Promise<void> {
  if (import.meta.env.MODE === "development" && !("__TAURI_INTERNALS__" in window)) {
    const { demoCore } = await import("./ipc/fake/demo");
    connectTransport(demoCore(new URLSearchParams(window.location.search)));
  }
  const startup = invoke("startup", {}).catch(() => null);
  // One round trip of about a millisecond, so that the first frame has the right theme, size and language.
  const settings = (await invoke("get_settings", {}).catch(() => null)) ?? defaultSettings;
  applyLanguage(pickLanguage(settings.language, navigator.languages));
  applyAppearance(settings);
  const frame = document.querySelector("[data-first-frame]");
  if (frame) fill(frame, settings);
  // The shell shows the window by itself if this fails.
  invoke("window_ready", {}).catch(() => undefined);
  const { start } = await import("./main");
  await start(settings, startup);
}

void show();
