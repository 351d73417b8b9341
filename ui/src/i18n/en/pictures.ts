import i18next from "i18next";
import pictures from "./pictures.json";

// Read with what shows them: most conversations have no pictures.
i18next.addResourceBundle("en", "pictures", pictures);
