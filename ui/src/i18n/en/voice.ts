import i18next from "i18next";
import voice from "./voice.json";

// Few have an answer read to them: this is read with what reads.
i18next.addResourceBundle("en", "voice", voice);
