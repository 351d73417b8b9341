import i18next from "i18next";
import diagrams from "./diagrams.json";

// Read with what draws them: most conversations have no diagrams.
i18next.addResourceBundle("en", "diagrams", diagrams);
