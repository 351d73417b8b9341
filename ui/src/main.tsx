import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { showLanguage, startI18n } from "./i18n";
import { pickLanguage } from "./i18n/language";
import type { Settings, Startup } from "./ipc/generated";
import { holdFirstField } from "./lib/first-field";
import { createQueryClient, keys } from "./lib/query";

/** How long the first frame may stand while the history opens. After that the app says what is going on. */
const PATIENCE_MS = 400;

/** Puts the app in the place of the first frame. */
export async function start(settings: Settings, startup: Promise<Startup | null>): Promise<void> {
  const client = createQueryClient();
  client.setQueryData(keys.settings, settings);
  startI18n();
  // The app says it where that fails, and tries again.
  const language = showLanguage(pickLanguage(settings.language, navigator.languages)).catch(() => undefined);
  const patience = new Promise<null>((done) => setTimeout(done, PATIENCE_MS, null));
  const opened = await Promise.race([startup, patience]);
  await language;
  if (opened) client.setQueryData(keys.startup, opened);

  const root = document.getElementById("root");
  if (!root) return;
  holdFirstField(root);
  // In one piece: what is typed between two pieces of the work would find no field.
  flushSync(() => createRoot(root).render(<App client={client} />));
}
