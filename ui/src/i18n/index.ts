import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import deChat from "./de/chat.json";
import deCommon from "./de/common.json";
import deComposer from "./de/composer.json";
import deConversations from "./de/conversations.json";
import deErrors from "./de/errors.json";
import deModels from "./de/models.json";
import deParameters from "./de/parameters.json";
import deSettings from "./de/settings.json";
import deStartup from "./de/startup.json";
import enChat from "./en/chat.json";
import enCommon from "./en/common.json";
import enComposer from "./en/composer.json";
import enConversations from "./en/conversations.json";
import enErrors from "./en/errors.json";
import enModels from "./en/models.json";
import enParameters from "./en/parameters.json";
import enSettings from "./en/settings.json";
import enStartup from "./en/startup.json";
import type { Language } from "./language";

export const resources = {
  en: {
    chat: enChat,
    common: enCommon,
    composer: enComposer,
    conversations: enConversations,
    errors: enErrors,
    models: enModels,
    parameters: enParameters,
    settings: enSettings,
    startup: enStartup,
  },
  de: {
    chat: deChat,
    common: deCommon,
    composer: deComposer,
    conversations: deConversations,
    errors: deErrors,
    models: deModels,
    parameters: deParameters,
    settings: deSettings,
    startup: deStartup,
  },
} as const;

/** Starts the strings in one language; everything is bundled, so this is done when it returns. */
export function startI18n(language: Language): i18n {
  i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    ns: Object.keys(resources.en),
    defaultNS: "common",
    resources,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return i18next;
}
