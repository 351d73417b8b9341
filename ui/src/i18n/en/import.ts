import i18next from "i18next";
import strings from "./import.json";

// Only the page of the settings shows them.
i18next.addResourceBundle("en", "import", strings);
