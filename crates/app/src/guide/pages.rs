//! The help pages, as they are in the program.

/// A language that has help pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
}

/// One answer's worth of help: what stands under one second-level heading, or before the first one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// The page's file name without its ending, the same in every language.
    pub(super) page: &'static str,
    /// The page's first heading.
    pub(super) page_title: &'static str,
    /// The section's own heading; the page's title for what stands before the first one.
    pub(super) heading: &'static str,
    /// Markdown, without the heading.
    pub(super) body: String,
    /// Words that people use and the text does not.
    pub(super) also: String,
}

impl Section {
    /// Sections that answer a question are headed by it.
    pub(super) fn is_question(&self) -> bool {
        self.heading.ends_with('?')
    }
}

macro_rules! pages {
    ($language:literal: $($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../../help/", $language, "/", $name, ".md")))),*]
    };
}

/// In the order in which they are read.
macro_rules! in_language {
    ($language:literal) => {
        pages!($language:
            "getting-started" "keys" "local-servers" "custom-endpoints" "models" "parameters" "prompts" "auto" "asking"
            "attachments" "branches"
            "long-conversations" "interrupted" "history" "import" "drafts" "data-folder" "shortcuts" "appearance" "privacy" "pictures"
            "images-and-links" "voice" "terminal" "trouble-connections" "trouble-storage" "diagnostics")
    };
}

const ENGLISH: &[(&str, &str)] = in_language!("en");
const GERMAN: &[(&str, &str)] = in_language!("de");

pub(super) fn sections(language: Language) -> Vec<Section> {
    let pages = match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
    };
    pages.iter().flat_map(|(name, text)| split(name, text)).collect()
}

/// Cuts a page at its headings. A line `<!-- also: word, word -->` is for finding the section and not part of it.
fn split(page: &'static str, text: &'static str) -> Vec<Section> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let page_title = first.trim_start_matches('#').trim();
    let mut sections = vec![(page_title, Vec::new())];
    let mut in_code = false;
    for line in rest.lines() {
        in_code ^= line.starts_with("```");
        match line.strip_prefix("## ") {
            Some(heading) if !in_code => sections.push((heading.trim(), Vec::new())),
            _ => {
                if let Some((_, lines)) = sections.last_mut() {
                    lines.push(line);
                }
            }
        }
    }
    sections
        .into_iter()
        .map(|(heading, lines)| {
            let (also, body): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| also(line).is_some());
            Section {
                page,
                page_title,
                heading,
                body: body.join("\n").trim().to_owned(),
                also: also.into_iter().filter_map(self::also).collect::<Vec<_>>().join(" "),
            }
        })
        .filter(|section| !section.body.is_empty())
        .collect()
}

fn also(line: &str) -> Option<&str> {
    line.strip_prefix("<!-- also:")?.strip_suffix("-->")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The pages as they lie in the repository.
    fn files(language: &str) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../help").join(language);
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_page_is_in_the_program_in_both_languages() {
        for (language, pages) in [("en", ENGLISH), ("de", GERMAN)] {
            let embedded: BTreeSet<_> = pages.iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(embedded, files(language), "{language}");
        }
    }

    #[test]
    fn the_languages_say_the_same_things_in_the_same_order() {
        let outline = |language| -> Vec<_> {
            sections(language).iter().map(|section| (section.page, section.is_question())).collect()
        };
        assert_eq!(outline(Language::English), outline(Language::German));
    }

    #[test]
    fn every_section_of_a_page_but_its_first_words_is_a_question() {
        for section in [sections(Language::English), sections(Language::German)].concat() {
            assert!(section.is_question() || section.heading == section.page_title, "{section:?}");
            assert!(!section.page_title.is_empty());
        }
    }

    #[test]
    fn a_page_is_cut_at_its_headings() {
        let text = "# Title\n\nIntro.\n\n## One?\n<!-- also: uno, eins -->\n\n```\n## code\n```\n\n## Two?\n\nSecond.\n";
        let found: Vec<_> = split("page", text).into_iter().map(|s| (s.heading, s.body, s.also)).collect();
        let section = |heading, body: &str, also: &str| (heading, body.to_owned(), also.to_owned());
        assert_eq!(
            found,
            [
                section("Title", "Intro.", ""),
                section("One?", "```\n## code\n```", " uno, eins "),
                section("Two?", "Second.", ""),
            ]
        );
    }
}
