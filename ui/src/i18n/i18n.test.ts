import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { strings as german } from "./de/strings";
import artifacts from "./en/artifacts.json";
import data from "./en/data.json";
import files from "./en/files.json";
import importing from "./en/import.json";
import organise from "./en/organise.json";
import paths from "./en/paths.json";
import pictures from "./en/pictures.json";
import prompts from "./en/prompts.json";
import settings from "./en/settings.json";
import temporary from "./en/temporary.json";
import trash from "./en/trash.json";
import voice from "./en/voice.json";
import { english, type Strings } from "./index";
import { type Language, pickLanguage } from "./language";

const resources: Record<Language, Strings> = {
  en: {
    ...english,
    artifacts,
    data,
    files,
    import: importing,
    organise,
    paths,
    pictures,
    prompts,
    settings,
    temporary,
    trash,
    voice,
  },
  de: german,
};

/** Every string by its path. */
function flatten(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (typeof value === "string") into.set(path, value);
  else if (typeof value === "object" && value !== null) {
    for (const [key, child] of Object.entries(value)) flatten(child, `${path}.${key}`, into);
  } else throw new Error(`${path} is neither text nor a group`);
  return into;
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+(?:, \w+)?)\}\}/g)].map((match) => match[1]).sort();

describe("translations", () => {
  const english = flatten(resources.en, "en", new Map());
  for (const [language, bundle] of Object.entries(resources)) {
    const strings = flatten(bundle, "en", new Map());

    it(`${language} has the keys of English`, () => {
      expect([...strings.keys()].sort()).toEqual([...english.keys()].sort());
    });
    it(`${language} has no empty value`, () => {
      expect([...strings].filter(([, text]) => text.trim() === "")).toEqual([]);
    });
    it(`${language} fills in what English fills in`, () => {
      for (const [key, text] of strings) {
        expect([key, placeholders(text)]).toEqual([key, placeholders(english.get(key) ?? "")]);
      }
    });
  }
});

describe("counts", () => {
  it("are written as the language does", () => {
    i18next.addResourceBundle("de", "chat", german.chat);
    i18next.addResourceBundle("de", "models", german.models);
    expect(i18next.t("chat:stats.tokens", { count: 1234 })).toBe("1,234 tokens");
    expect(i18next.t("chat:stats.tokens", { count: 1234, lng: "de" })).toBe("1.234 Token");
    expect(i18next.t("models:search", { count: 1000, lng: "de" })).toBe("1.000 Modelle durchsuchen");
  });
});

describe("pickLanguage", () => {
  it("prefers the chosen language", () => expect(pickLanguage("de", ["en-GB"])).toBe("de"));
  it("takes the first of the system's that is complete", () => {
    expect(pickLanguage(null, ["fr-FR", "de-AT", "en"])).toBe("de");
  });
  it("falls back to the system when the chosen one is unknown", () => {
    expect(pickLanguage("xx", ["de"])).toBe("de");
  });
  it("ends at English", () => expect(pickLanguage(null, ["ja"])).toBe("en"));
});
