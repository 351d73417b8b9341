import i18next from "i18next";
import settings from "./settings.json";

// They are a third of all strings, and only the page of the settings, which is read when it is opened, shows them.
i18next.addResourceBundle("en", "settings", settings);
