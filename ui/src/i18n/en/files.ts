import i18next from "i18next";
import files from "./files.json";

// Read with what shows them: most conversations have no files.
i18next.addResourceBundle("en", "files", files);
