import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type artifacts from "./en/artifacts.json";
import branches from "./en/branches.json";
import chat from "./en/chat.json";
import common from "./en/common.json";
import composer from "./en/composer.json";
import conversations from "./en/conversations.json";
import type data from "./en/data.json";
import errors from "./en/errors.json";
import type files from "./en/files.json";
import type importing from "./en/import.json";
import models from "./en/models.json";
import type organise from "./en/organise.json";
import parameters from "./en/parameters.json";
import type paths from "./en/paths.json";
import persona from "./en/persona.json";
import type pictures from "./en/pictures.json";
import type prompts from "./en/prompts.json";
import search from "./en/search.json";
import type settings from "./en/settings.json";
import startup from "./en/startup.json";
import type temporary from "./en/temporary.json";
import type trash from "./en/trash.json";
import type voice from "./en/voice.json";
import type { Language } from "./language";

/** English, but for what is read when it is wanted: see `en/settings.ts` and its neighbours. */
export const english = {
  branches,
  chat,
  common,
  composer,
  conversations,
  errors,
  models,
  parameters,
  persona,
  search,
  startup,
};

/** Everything that the window says in a language. */
export type Strings = typeof english & {
  artifacts: typeof artifacts;
  data: typeof data;
  files: typeof files;
  import: typeof importing;
  organise: typeof organise;
  paths: typeof paths;
  pictures: typeof pictures;
  prompts: typeof prompts;
  settings: typeof settings;
  temporary: typeof temporary;
  trash: typeof trash;
  voice: typeof voice;
};

type Other = Exclude<Language, "en">;

const others: Record<Other, () => Promise<{ strings: Strings }>> = {
  de: () => import("./de/strings"),
};

let wanted: Language = "en";

/** Starts the strings, in English. */
export function startI18n(): void {
  i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    defaultNS: "common",
    resources: { en: english },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/**
 * Says everything in this language from now on, once its strings have been read. Where they cannot be, it fails and the
 * language stays as it is; it can be tried again.
 */
export async function showLanguage(language: Language): Promise<void> {
  wanted = language;
  if (language !== "en" && !i18next.hasResourceBundle(language, "common")) {
    const { strings } = await others[language]();
    for (const [namespace, bundle] of Object.entries(strings)) {
      i18next.addResourceBundle(language, namespace, bundle);
    }
  }
  // Another one may have been chosen meanwhile.
  if (wanted === language && i18next.language !== language) await i18next.changeLanguage(language);
}
