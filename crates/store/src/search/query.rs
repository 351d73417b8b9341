//! From what was typed to what the indexes understand. A word is always quoted: FTS5 operators in it are letters.

use super::sql::Source;

/// Enough for a sentence; a pasted page is not a search.
const MAX_CHARS: usize = 500;
const MAX_WORDS: usize = 16;
/// The trigram index holds nothing shorter.
const GRAM: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    /// At least one; none is empty or holds white space or a control character.
    terms: Vec<String>,
}

impl Query {
    /// `None` when nothing is to be looked for.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // A NUL would end the expression inside its quotes.
        let plain: String =
            text.chars().take(MAX_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let terms: Vec<_> = plain.split_whitespace().take(MAX_WORDS).map(str::to_owned).collect();
        (!terms.is_empty()).then_some(Self { terms })
    }

    pub(super) fn terms(&self) -> &[String] {
        &self.terms
    }

    /// What the source is asked for; `None` when it cannot help.
    pub(super) fn matching(&self, source: Source) -> Option<String> {
        match source {
            Source::Words => Some(self.words()),
            Source::Grams => self.grams(),
            Source::Scan => self.needs_scan().then(String::new),
        }
    }

    /// All words, the last one as a prefix. <https://sqlite.org/fts5.html#full_text_query_syntax>
    fn words(&self) -> String {
        let mut expression = self.terms.iter().map(|term| quoted(term)).collect::<Vec<_>>().join(" ");
        expression.push_str(" *");
        expression
    }

    fn grams(&self) -> Option<String> {
        let long: Vec<_> =
            self.terms.iter().filter(|term| !is_short(term)).map(|term| quoted(term)).collect();
        (!long.is_empty()).then(|| long.join(" "))
    }

    fn needs_scan(&self) -> bool {
        self.terms.iter().all(|term| is_short(term))
            && self.terms.iter().any(|term| term.chars().any(is_without_spaces))
    }

    /// LIKE patterns (`\` escapes) of the terms that are too short for the trigram index, as a JSON array.
    pub(super) fn short_patterns(&self) -> String {
        let patterns = self.terms.iter().filter(|term| is_short(term)).map(|term| {
            let escaped = term.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            serde_json::Value::String(format!("%{escaped}%"))
        });
        serde_json::Value::Array(patterns.collect()).to_string()
    }
}

fn quoted(term: &str) -> String {
    format!("\"{}\"", term.replace('"', "\"\""))
}

fn is_short(term: &str) -> bool {
    term.chars().count() < GRAM
}

/// Scripts that write words without spaces between them: Thai to Tibetan, Myanmar, Khmer, and from CJK radicals on.
fn is_without_spaces(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::parse(text).unwrap()
    }

    #[test]
    fn words_are_quoted_and_the_last_is_a_prefix() {
        assert_eq!(query(" say \"hi\" NOT ").words(), r#""say" """hi""" "NOT" *"#);
    }

    #[test]
    fn nothing_typed_is_nothing_asked() {
        assert_eq!(Query::parse(" \t\0\n"), None);
    }

    #[test]
    fn short_terms_filter_and_their_wildcards_are_letters() {
        let query = query("50% a_b c\\ x% long");
        assert_eq!(query.grams().as_deref(), Some(r#""50%" "a_b" "long""#));
        assert_eq!(query.short_patterns(), r#"["%c\\\\%","%x\\%%"]"#);
    }

    #[test]
    fn only_short_terms_of_scripts_without_spaces_are_worth_a_scan() {
        assert_eq!(query("東京").matching(Source::Scan), Some(String::new()));
        assert_eq!(query("ab").matching(Source::Scan), None);
        assert_eq!(query("東京 tower").matching(Source::Scan), None);
    }

    #[test]
    fn a_pasted_page_is_cut() {
        assert_eq!(query(&"word ".repeat(100_000)).terms().len(), MAX_WORDS);
    }
}
