import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { applyAppearance, applyLanguage } from "./app/appearance";
import { pickLanguage, startI18n } from "./i18n";
import { connectTransport, invoke } from "./ipc/client";
import { createQueryClient, keys } from "./lib/query";
import { defaultSettings } from "./lib/settings";
import "./theme/index.css";

async function start(): Promise<void> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { demoCore } = await import("./ipc/fake/demo");
    connectTransport(demoCore(new URLSearchParams(window.location.search)));
  }
  // One round trip of about a millisecond, so that the first frame has the right theme, size and language.
  const settings = await invoke("get_settings", {}).catch(() => null);
  const client = createQueryClient();
  if (settings) client.setQueryData(keys.settings, settings);
  const language = pickLanguage(settings?.language ?? null, navigator.languages);
  startI18n(language);
  applyLanguage(language);
  applyAppearance(settings ?? defaultSettings);

  const root = document.getElementById("root");
  if (root) createRoot(root).render(<App client={client} />);
}

void start();
