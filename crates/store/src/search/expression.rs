//! Expressions for the full-text indexes. Everything is quoted: operators in what was typed are letters.
//! <https://sqlite.org/fts5.html#full_text_query_syntax>

use sqlx::sqlite::SqliteConnection;
use unicode_normalization::UnicodeNormalization;

use super::folded::fold;
use super::query::{Query, Term};
use super::terms::{self, Beginning, Index};
use crate::StoreError;

/// The trigram indexes hold nothing shorter.
const GRAM: usize = 3;
/// Words with a substring that are looked at.
const HOLDING: usize = 100;
/// In how many of them the substrings of a query are looked for: each costs a look into every segment of the index.
const NEAREST: usize = 16;

/// What the beginning of a word at the end of a query is for the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Prefix {
    /// There is none, or it is rare: it is looked up as such.
    Indexed,
    /// It stands in so many messages that to go through the index would take too long. It is looked up as a word, and as these.
    Common(Vec<String>),
}

impl Prefix {
    pub(super) async fn of(query: &Query, connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let Some(term) = query.terms.iter().find(|term| term.prefix && has_word(term)) else {
            return Ok(Self::Indexed);
        };
        let whole = fold(&term.text);
        let Some(last) = whole.split(|c: char| !c.is_alphanumeric()).next_back().filter(|it| !it.is_empty())
        else {
            return Ok(Self::Common(Vec::new()));
        };
        Ok(match terms::words(last, connection).await? {
            Beginning::Rare => Self::Indexed,
            Beginning::Common(words) if last == whole => Self::Common(words),
            // In a phrase each would be another phrase.
            Beginning::Common(_) => Self::Common(Vec::new()),
        })
    }
}

/// All terms as words and none of those that may not occur; `None` where no term holds a word.
pub(super) fn words(query: &Query, prefix: &Prefix) -> Option<String> {
    let terms: Vec<_> =
        query.terms.iter().filter(|term| has_word(term)).map(|term| word(term, prefix)).collect();
    if terms.is_empty() {
        return None;
    }
    Some(without(query, terms.join(" AND ")))
}

/// As [`words`] for titles, which are few: every beginning of a word counts.
pub(super) fn title_words(query: &Query) -> Option<String> {
    let star = |term: &Term| if term.prefix { " *" } else { "" };
    let terms: Vec<_> = query
        .terms
        .iter()
        .filter(|term| has_word(term))
        .map(|term| format!("{}{}", quoted(&term.text), star(term)))
        .collect();
    (!terms.is_empty()).then(|| without(query, terms.join(" AND ")))
}

/// Letters in titles, composed as they were typed or as most people write them; `None` where they are too few for the index.
pub(super) fn title_substring(text: &str) -> Option<String> {
    let ways =
        [text.to_owned(), as_written(text)].map(|way| (way.chars().count() >= GRAM).then(|| quoted(&way)));
    let ways: Vec<_> = ways.into_iter().flatten().collect();
    (!ways.is_empty()).then(|| ways.join(" OR "))
}

/// A term for the word index alone, not as a beginning.
pub(super) fn exact(term: &Term) -> Option<String> {
    has_word(term).then(|| quoted(&term.text))
}

/// Whether it is more than one word to the index.
pub(super) fn is_phrase(term: &Term) -> bool {
    let text = fold(&term.text);
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).nth(1).is_some()
}

fn word(term: &Term, prefix: &Prefix) -> String {
    let own = quoted(&term.text);
    match prefix {
        _ if !term.prefix => own,
        Prefix::Indexed => format!("{own} *"),
        Prefix::Common(others) => any_of(&[own], others),
    }
}

fn without(query: &Query, wanted: String) -> String {
    let unwanted: Vec<_> = query.without.iter().filter_map(exact).collect();
    if unwanted.is_empty() { wanted } else { format!("({wanted}) NOT ({})", unwanted.join(" OR ")) }
}

/// Terms as substrings.
pub(super) struct Substrings {
    pub(super) index: Index,
    pub(super) expression: String,
    /// It leaves none out that the words do not find.
    pub(super) complete: bool,
    /// What matches holds the terms. Otherwise it is to be looked through again: characters three by three are not yet the whole.
    pub(super) exact: bool,
}

/// `None` where nothing can be found that the words do not find.
pub(super) async fn substrings(
    query: &Query,
    connection: &mut SqliteConnection,
) -> Result<Option<Substrings>, StoreError> {
    let grams: Vec<_> = query.terms.iter().filter(|term| term.text.chars().any(is_without_spaces)).collect();
    let (mut all, mut complete) = (Vec::new(), true);
    let mut exact = grams.len() == query.terms.len() && query.without.is_empty();
    for term in &grams {
        let Some((expression, all_of_them)) = gram(&as_written(&term.text), connection).await? else {
            return Ok(None);
        };
        all.push(expression);
        complete &= all_of_them;
        exact &= term.text.chars().count() <= GRAM && term.text.chars().all(is_without_spaces);
    }
    if !all.is_empty() {
        let expression = all.join(" AND ");
        return Ok(Some(Substrings { index: Index::Grams, expression, complete, exact }));
    }
    let sole = query.terms.len() == 1;
    let long: Vec<_> = query.terms.iter().filter(|term| term.text.chars().count() >= GRAM).collect();
    for term in &long {
        let Some((expression, all_of_them)) = holding(term, sole, NEAREST / long.len(), connection).await?
        else {
            return Ok(None);
        };
        all.push(expression);
        complete &= all_of_them;
    }
    let expression = all.join(" AND ");
    Ok((!all.is_empty()).then_some(Substrings { index: Index::Words, expression, complete, exact: false }))
}

async fn gram(text: &str, connection: &mut SqliteConnection) -> Result<Option<(String, bool)>, StoreError> {
    if let Some(grams) = trigrams(text) {
        return Ok(Some((grams, true)));
    }
    let longer = terms::grams(text, connection).await?;
    Ok((!longer.terms.is_empty()).then(|| (any_of(&[], &longer.terms), longer.complete)))
}

/// The words that hold the term, the `most` shortest of them, which are nearest to it, and whether these are all. A term that is the sole
/// one was looked for as a word before.
async fn holding(
    term: &Term,
    sole: bool,
    most: usize,
    connection: &mut SqliteConnection,
) -> Result<Option<(String, bool)>, StoreError> {
    let own: Vec<_> = exact(term).into_iter().filter(|_| !sole).collect();
    let wanted = fold(&term.text);
    let Some(grams) = trigrams(&as_written(&term.text)) else {
        return Ok((!own.is_empty()).then(|| (any_of(&own, &[]), true)));
    };
    let mut words: Vec<String> = sqlx::query_scalar(
        "SELECT w.text FROM word_grams g CROSS JOIN word w ON w.pk = g.rowid WHERE word_grams MATCH ? LIMIT ?",
    )
    .bind(grams)
    .bind(i64::try_from(HOLDING).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    let mut complete = words.len() < HOLDING;
    words.retain(|word| {
        let word = fold(word);
        word.contains(&wanted) && (!sole || word != wanted)
    });
    words.sort_by_key(|word| word.chars().count());
    complete &= words.len() <= most;
    words.truncate(most);
    Ok((own.len() + words.len() > 0).then(|| (any_of(&own, &words), complete)))
}

/// One of the expressions or of the texts.
fn any_of(expressions: &[String], texts: &[String]) -> String {
    let all: Vec<_> = expressions.iter().cloned().chain(texts.iter().map(|text| quoted(text))).collect();
    format!("({})", all.join(" OR "))
}

/// As the trigram indexes have it: without regard to case, but with its diacritics.
fn as_written(text: &str) -> String {
    text.nfc().collect::<String>().to_lowercase()
}

/// The characters three by three; `None` where there are fewer.
fn trigrams(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let grams: Vec<_> = chars.windows(GRAM).map(|three| quoted(&three.iter().collect::<String>())).collect();
    (!grams.is_empty()).then(|| grams.join(" AND "))
}

fn has_word(term: &Term) -> bool {
    term.text.chars().any(char::is_alphanumeric)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Scripts that write words without spaces between them, as migration 11 has them: Thai to Myanmar, Khmer, and from CJK radicals on.
pub(super) fn is_without_spaces(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        words(&Query::parse(text), &Prefix::Indexed)
    }

    #[test]
    fn words_are_quoted_and_a_long_beginning_is_one() {
        assert_eq!(of(" say \"hi you\" NOTE").as_deref(), Some(r#""say" AND "hi you" AND "NOTE" *"#));
        assert_eq!(of("a\"b c").as_deref(), Some(r#""a""b" AND "c" *"#));
        assert_eq!(of("tea -\"bad thing\" -x").as_deref(), Some(r#"("tea") NOT ("bad thing" OR "x")"#));
        assert_eq!(of("+ %"), None);
        let common = Prefix::Common(vec!["and".to_owned(), "ant".to_owned()]);
        let common = words(&Query::parse("tea an"), &common);
        assert_eq!(common.as_deref(), Some(r#""tea" AND ("an" OR "and" OR "ant")"#));
    }

    #[test]
    fn trigrams_overlap() {
        assert_eq!(trigrams("abcd").as_deref(), Some(r#""abc" AND "bcd""#));
        assert_eq!(trigrams("ab"), None);
    }
}
