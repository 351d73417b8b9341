import i18next from "i18next";
import artifacts from "./artifacts.json";

// Few answers hold one: this is read with the pane.
i18next.addResourceBundle("en", "artifacts", artifacts);
