//! What comes with the program, in each of its languages. Starters are no rows: they are copied when they are changed.

use std::sync::LazyLock;

use super::file::{PersonaText, PromptFile, TemplateText};

const ENGLISH: &str = "en";
const SOURCES: [(&str, &str); 2] =
    [(ENGLISH, include_str!("starters/en.toml")), ("de", include_str!("starters/de.toml"))];
/// What stands before the key in an id.
const PREFIX: &str = "starter/";
/// The same in every language, in the order of the files; those of the templates first.
const KEYS: [&str; 12] = [
    "summarise",
    "translate",
    "explain",
    "rewrite",
    "reply",
    "review",
    "ideas",
    "plan",
    "editor",
    "programmer",
    "tutor",
    "sceptic",
];

static STARTERS: LazyLock<Vec<(&str, PromptFile)>> = LazyLock::new(|| {
    // A test reads them; in a program they are read, or none is shown.
    SOURCES.iter().map(|(language, text)| (*language, PromptFile::parse(text).unwrap_or_default())).collect()
});

/// Those of a language tag such as `de-AT`; English where there are none.
fn of(language: &str) -> &'static PromptFile {
    let primary = language.split('-').next().unwrap_or_default();
    let all = &*STARTERS;
    let found = all.iter().find(|(known, _)| *known == primary).or_else(|| all.first());
    found.map_or(EMPTY, |(_, file)| file)
}

static EMPTY: &PromptFile = &PromptFile { templates: Vec::new(), personas: Vec::new() };

pub(super) fn is_starter(id: &str) -> bool {
    id.strip_prefix(PREFIX).is_some_and(|key| KEYS.contains(&key))
}

pub(super) fn templates(language: &str) -> impl Iterator<Item = (String, &'static TemplateText)> {
    ids(0).zip(&of(language).templates)
}

pub(super) fn personas(language: &str) -> impl Iterator<Item = (String, &'static PersonaText)> {
    let file = of(language);
    ids(file.templates.len()).zip(&file.personas)
}

/// Every language that has starters.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|(language, _)| *language)
}

fn ids(from: usize) -> impl Iterator<Item = String> {
    KEYS.iter().skip(from).map(|key| format!("{PREFIX}{key}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::text::Parsed;
    use super::*;

    #[test]
    fn every_language_has_the_same_starters() {
        for (language, text) in SOURCES {
            let file = PromptFile::parse(text).unwrap_or_else(|failure| panic!("{language}: {failure}"));
            assert_eq!(file.templates.len() + file.personas.len(), KEYS.len(), "{language}");
            let (english, names) = (of(ENGLISH), |file: &PromptFile| {
                let templates = file.templates.iter().map(|template| template.name.clone());
                templates
                    .chain(file.personas.iter().map(|persona| persona.name.clone()))
                    .collect::<BTreeSet<_>>()
            });
            assert_eq!(names(&file).len(), KEYS.len(), "{language}: names are unique");
            for (template, same) in file.templates.iter().zip(&english.templates) {
                let (own, english) = (Parsed::new(&template.body), Parsed::new(&same.body));
                let shape = |parsed: &Parsed| {
                    parsed.fields.iter().map(|field| field.options.len()).collect::<Vec<_>>()
                };
                assert_eq!(shape(&own), shape(&english), "{language}: {}", template.name);
                assert_eq!(own.pieces.len() > 1, english.pieces.len() > 1);
            }
            for (persona, same) in file.personas.iter().zip(&english.personas) {
                assert_eq!(persona.icon, same.icon, "{language}: {}", persona.name);
                assert_eq!(persona.starters.len(), same.starters.len());
                assert_eq!(persona.parameters.temperature, same.parameters.temperature);
            }
        }
    }

    #[test]
    fn an_unknown_language_is_english() {
        let name = |language| templates(language).map(|(id, text)| (id, text.name.as_str())).next().unwrap();
        assert_eq!(name("de-AT"), ("starter/summarise".to_owned(), "zusammenfassen"));
        assert_eq!(name("fr"), ("starter/summarise".to_owned(), "summarise"));
        assert!(is_starter("starter/editor") && !is_starter("starter/x") && !is_starter("editor"));
        assert_eq!(personas("en").map(|(id, _)| id).next().unwrap(), "starter/editor");
    }
}
