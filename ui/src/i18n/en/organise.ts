import i18next from "i18next";
import organise from "./organise.json";

// The dialogs of the list and its selection show them, which most windows never open.
i18next.addResourceBundle("en", "organise", organise);
