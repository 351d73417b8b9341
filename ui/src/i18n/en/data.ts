import i18next from "i18next";
import data from "./data.json";

// What is exported, backed up and restored comes up seldom: it is read with the parts that show it.
i18next.addResourceBundle("en", "data", data);
