import i18next from "i18next";
import prompts from "./prompts.json";

// Only what is read when it is opened shows them.
i18next.addResourceBundle("en", "prompts", prompts);
