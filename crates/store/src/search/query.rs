//! From what was typed to what is looked for. Nothing that can be typed is an error: what is no filter is a word, and a filter that
//! is not finished, or cannot be understood, is left out and told by [`filters`].

/// Enough for a sentence; a pasted page is not a search.
const MAX_CHARS: usize = 500;
const MAX_WORDS: usize = 16;

/// Words, phrases and filters, as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// All must occur.
    pub(super) terms: Vec<Term>,
    /// None may occur.
    pub(super) without: Vec<Term>,
    pub(super) filters: Vec<Filter>,
}

/// A word, or the words of a phrase. Never empty, holds no control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    /// The last word of it may be the beginning of one.
    pub(super) prefix: bool,
}

/// What a filter looks at, and the name by which it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKey {
    Folder,
    Tag,
    Model,
    Provider,
    Role,
    Before,
    After,
    Has,
    Is,
}

impl FilterKey {
    pub const ALL: [Self; 9] = [
        Self::Folder,
        Self::Tag,
        Self::Model,
        Self::Provider,
        Self::Role,
        Self::Before,
        Self::After,
        Self::Has,
        Self::Is,
    ];

    /// As it is typed before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::Folder => "in",
            Self::Tag => "tag",
            Self::Model => "model",
            Self::Provider => "provider",
            Self::Role => "role",
            Self::Before => "before",
            Self::After => "after",
            Self::Has => "has",
            Self::Is => "is",
        }
    }

    /// The values that it takes, where these are a closed set.
    pub fn values(self) -> &'static [&'static str] {
        match self {
            Self::Role => &["user", "assistant"],
            Self::Has => &["image", "file", "code"],
            Self::Is => &["pinned", "archived"],
            _ => &[],
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name().eq_ignore_ascii_case(name))
    }
}

/// `key:value`, or `-key:value` for what is to be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub key: FilterKey,
    /// Without its quotation marks. Empty while it is being typed.
    pub value: String,
    pub negated: bool,
    /// Where it stands, in characters.
    pub start: usize,
    pub end: usize,
}

/// Every filter of what was typed, also those that are not finished.
pub fn filters(text: &str) -> Vec<Filter> {
    Query::parse(text).filters
}

impl Query {
    pub(super) fn parse(text: &str) -> Self {
        // A NUL would end an expression of FTS5 inside its quotes.
        let chars: Vec<char> =
            text.chars().take(MAX_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut query = Self::default();
        let mut at = 0;
        let mut last_is_word = false;
        while at < chars.len() && query.terms.len() + query.without.len() < MAX_WORDS {
            if chars[at].is_whitespace() {
                at += 1;
                continue;
            }
            let start = at;
            let negated = chars[at] == '-' && chars.get(at + 1).is_some_and(|next| !next.is_whitespace());
            at += usize::from(negated);
            if let Some((key, value_at)) = key(&chars, at) {
                let (value, end) = value(&chars, value_at);
                query.filters.push(Filter { key, value, negated, start, end });
                at = end;
                last_is_word = false;
                continue;
            }
            let quoted = chars[at] == '"';
            let (text, end) = value(&chars, at);
            at = end;
            if text.trim().is_empty() {
                continue;
            }
            let term = Term { text: text.trim().to_owned(), prefix: false };
            last_is_word = !quoted && !negated;
            if negated { query.without.push(term) } else { query.terms.push(term) }
        }
        if let Some(last) = query.terms.last_mut()
            && last_is_word
        {
            last.prefix = true;
        }
        query
    }

    /// Nothing is to be looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.without.is_empty() && self.filters.iter().all(|it| it.value.is_empty())
    }
}

/// The key of a filter that begins at `at`, and where its value begins.
fn key(chars: &[char], at: usize) -> Option<(FilterKey, usize)> {
    let colon = at + chars[at..].iter().position(|c| !c.is_ascii_alphabetic())?;
    let name: String = chars[at..colon].iter().collect();
    (chars[colon] == ':').then(|| FilterKey::from_name(&name)).flatten().map(|key| (key, colon + 1))
}

/// A word up to the next space, or what stands in quotation marks up to the second of them or the end; and where it ends.
fn value(chars: &[char], at: usize) -> (String, usize) {
    let quoted = chars.get(at) == Some(&'"');
    let from = at + usize::from(quoted);
    let ends = |c: &char| if quoted { *c == '"' } else { c.is_whitespace() };
    let to = chars[from..].iter().position(ends).map_or(chars.len(), |length| from + length);
    let end = if quoted { (to + 1).min(chars.len()) } else { to };
    (chars[from..to].iter().collect(), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(terms: &[Term]) -> Vec<(&str, bool)> {
        terms.iter().map(|term| (term.text.as_str(), term.prefix)).collect()
    }

    #[test]
    fn words_phrases_and_what_is_left_out() {
        let query = Query::parse(r#" say "good morning" -night -"good bye" mor"#);
        assert_eq!(words(&query.terms), [("say", false), ("good morning", false), ("mor", true)]);
        assert_eq!(words(&query.without), [("night", false), ("good bye", false)]);
        assert_eq!(
            words(&Query::parse("a \"b").terms),
            [("a", false), ("b", false)],
            "a phrase that is not finished"
        );
        assert_eq!(words(&Query::parse("a is:pinned").terms), [("a", false)], "a word that is finished");
    }

    #[test]
    fn filters_are_read_and_everything_else_is_a_word() {
        let query =
            Query::parse(r#"tides in:"Deep sea" -tag:salt model: IS:Pinned http://x 12:30 note:x - a-b"#);
        let read: Vec<_> = query.filters.iter().map(|it| (it.key, it.value.as_str(), it.negated)).collect();
        assert_eq!(
            read,
            [
                (FilterKey::Folder, "Deep sea", false),
                (FilterKey::Tag, "salt", true),
                (FilterKey::Model, "", false),
                (FilterKey::Is, "Pinned", false),
            ]
        );
        let words: Vec<_> = query.terms.iter().map(|term| term.text.as_str()).collect();
        assert_eq!(words, ["tides", "http://x", "12:30", "note:x", "-", "a-b"]);
    }

    #[test]
    fn a_filter_knows_where_it_stands() {
        let text = r#"é in:"a b" x"#;
        let [filter] = filters(text).try_into().unwrap();
        let shown: String = text.chars().skip(filter.start).take(filter.end - filter.start).collect();
        assert_eq!(shown, r#"in:"a b""#);
    }

    #[test]
    fn nothing_typed_is_nothing_asked() {
        for nothing in ["", " \t\0\n", "\"\"", "in:", "-"] {
            assert_eq!(Query::parse(nothing).is_empty(), nothing != "-", "{nothing:?}");
        }
    }

    #[test]
    fn a_pasted_page_is_cut() {
        assert_eq!(Query::parse(&"word ".repeat(100_000)).terms.len(), MAX_WORDS);
    }
}
