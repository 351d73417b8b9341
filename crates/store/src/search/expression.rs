//! Expressions for the full-text indexes. Everything is quoted: operators in what was typed are letters.
//! <https://sqlite.org/fts5.html#full_text_query_syntax>

use sqlx::sqlite::SqliteConnection;

use super::matching::Folded;
use super::query::{Query, Term};
use crate::StoreError;

/// The trigram indexes hold nothing shorter.
const GRAM: usize = 3;
/// A beginning of fewer letters stands in so many messages that the newest of them are read instead.
const INDEXED_PREFIX: usize = 3;
/// What a short text of a script without spaces may go on as, and in how many words a substring is looked for.
const EXPANSIONS: i64 = 300;

/// All terms as words and none of those that may not occur; `None` where no term holds a word. A beginning of a word that is too
/// short is a whole word here.
pub(super) fn words(query: &Query) -> Option<String> {
    let terms: Vec<_> = query.terms.iter().filter(|term| has_word(term)).map(word).collect();
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

/// Whether [`words`] leaves out messages that hold a beginning of a word.
pub(super) fn has_short_prefix(query: &Query) -> bool {
    query.terms.iter().any(|term| term.prefix && has_word(term) && is_short_prefix(term))
}

fn is_short_prefix(term: &Term) -> bool {
    let last = term.text.split(|c: char| !c.is_alphanumeric()).next_back().unwrap_or_default();
    last.chars().count() < INDEXED_PREFIX && !last.chars().any(is_without_spaces)
}

/// A term for the word index alone, not as a beginning.
pub(super) fn exact(term: &Term) -> Option<String> {
    has_word(term).then(|| quoted(&term.text))
}

fn word(term: &Term) -> String {
    let star = if term.prefix && !is_short_prefix(term) { " *" } else { "" };
    format!("{}{star}", quoted(&term.text))
}

fn without(query: &Query, wanted: String) -> String {
    let unwanted: Vec<_> = query.without.iter().filter_map(exact).collect();
    if unwanted.is_empty() { wanted } else { format!("({wanted}) NOT ({})", unwanted.join(" OR ")) }
}

/// Terms as substrings. What is found is to be looked through again: characters three by three are not yet the whole.
pub(super) enum Substrings {
    /// For `message_grams`.
    Grams(String),
    /// For `message_words`.
    Words(String),
}

/// `None` where nothing can be found that the words do not find.
pub(super) async fn substrings(
    query: &Query,
    connection: &mut SqliteConnection,
) -> Result<Option<Substrings>, StoreError> {
    let grams = query.terms.iter().filter(|term| term.text.chars().any(is_without_spaces));
    let mut all = Vec::new();
    for term in grams {
        match gram(&Folded::of(&term.text), connection).await? {
            Some(expression) => all.push(expression),
            None => return Ok(None),
        }
    }
    if !all.is_empty() {
        return Ok(Some(Substrings::Grams(all.join(" AND "))));
    }
    for term in query.terms.iter().filter(|term| term.text.chars().count() >= GRAM) {
        match holding(term, connection).await? {
            Some(expression) => all.push(expression),
            None => return Ok(None),
        }
    }
    Ok((!all.is_empty()).then(|| Substrings::Words(all.join(" AND "))))
}

async fn gram(text: &str, connection: &mut SqliteConnection) -> Result<Option<String>, StoreError> {
    if let Some(grams) = trigrams(text) {
        return Ok(Some(grams));
    }
    let longer: Vec<String> = sqlx::query_scalar(
        "SELECT term FROM message_gram WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT ?2",
    )
    .bind(text)
    .bind(EXPANSIONS)
    .fetch_all(connection)
    .await?;
    Ok(any_of(&longer))
}

/// The words that hold the term.
async fn holding(term: &Term, connection: &mut SqliteConnection) -> Result<Option<String>, StoreError> {
    let own = exact(term);
    let wanted = Folded::of(&term.text);
    let Some(grams) = trigrams(&wanted) else { return Ok(own) };
    let mut words: Vec<String> = sqlx::query_scalar(
        "SELECT w.text FROM word_grams g CROSS JOIN word w ON w.pk = g.rowid WHERE word_grams MATCH ? LIMIT ?",
    )
    .bind(grams)
    .bind(EXPANSIONS)
    .fetch_all(connection)
    .await?;
    words.retain(|word| Folded::of(word).contains(&wanted));
    let others = any_of(&words);
    Ok(match (own, others) {
        (Some(own), Some(others)) => Some(format!("({own} OR {others})")),
        (own, others) => own.or(others),
    })
}

fn any_of(texts: &[String]) -> Option<String> {
    let quoted: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    (!quoted.is_empty()).then(|| format!("({})", quoted.join(" OR ")))
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
        words(&Query::parse(text))
    }

    #[test]
    fn words_are_quoted_and_a_long_beginning_is_one() {
        assert_eq!(of(" say \"hi you\" NOTE").as_deref(), Some(r#""say" AND "hi you" AND "NOTE" *"#));
        assert_eq!(of("a\"b c").as_deref(), Some(r#""a""b" AND "c""#));
        assert_eq!(of("tea -\"bad thing\" -x").as_deref(), Some(r#"("tea") NOT ("bad thing" OR "x")"#));
        assert_eq!(of("+ %"), None);
        assert!(has_short_prefix(&Query::parse("tea an")) && !has_short_prefix(&Query::parse("tea and")));
    }

    #[test]
    fn trigrams_overlap() {
        assert_eq!(trigrams("abcd").as_deref(), Some(r#""abc" AND "bcd""#));
        assert_eq!(trigrams("ab"), None);
    }
}
