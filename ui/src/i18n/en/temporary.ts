import i18next from "i18next";
import temporary from "./temporary.json";

// Chats that are never written are begun seldom: this is read with them.
i18next.addResourceBundle("en", "temporary", temporary);
