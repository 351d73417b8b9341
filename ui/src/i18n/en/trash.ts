import i18next from "i18next";
import trash from "./trash.json";

// The trash is looked into seldom: this is read with the dialog and with the page of storage.
i18next.addResourceBundle("en", "trash", trash);
