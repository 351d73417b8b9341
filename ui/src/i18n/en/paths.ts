import i18next from "i18next";
import paths from "./paths.json";

// Fields for paths stand in dialogs and in Settings alone.
i18next.addResourceBundle("en", "paths", paths);
