//! What stands in the full-text indexes from a beginning on: looked at, but never gone through.

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::StoreError;

/// Places of words that are looked at. Where there are more the beginning is a common one.
const LOOKED_AT: i64 = 4000;
/// Each costs a look into every segment of the index.
const MOST: i64 = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Index {
    Words,
    Grams,
}

impl Index {
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Words => "message_words",
            Self::Grams => "message_grams",
        }
    }
}

/// Words that begin alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Beginning {
    /// They stand in so few places that the index can be asked for the beginning itself.
    Rare,
    /// The first of them, in order.
    Common(Vec<String>),
}

/// The words that begin with `text`, which is folded as they are.
pub(super) async fn words(text: &str, connection: &mut SqliteConnection) -> Result<Beginning, StoreError> {
    Ok(match places(text, Index::Words, connection).await? {
        Places::Few => Beginning::Rare,
        Places::Many { only: Some(term) } => Beginning::Common(vec![term]),
        Places::Many { only: None } => {
            Beginning::Common(distinct(text, Index::Words, connection).await?.terms)
        }
    })
}

/// Three characters each, in order.
pub(super) struct Grams {
    pub(super) terms: Vec<String>,
    /// There are no others.
    pub(super) complete: bool,
}

/// What of three characters begins with `text`, which is folded as they are.
pub(super) async fn grams(text: &str, connection: &mut SqliteConnection) -> Result<Grams, StoreError> {
    let few = matches!(places(text, Index::Grams, connection).await?, Places::Few);
    let found = distinct(text, Index::Grams, connection).await?;
    Ok(Grams { complete: found.complete && few, ..found })
}

/// Where terms that begin alike stand.
enum Places {
    /// Fewer than [`LOOKED_AT`].
    Few,
    Many {
        /// The first of them are all this term's.
        only: Option<String>,
    },
}

async fn places(text: &str, index: Index, connection: &mut SqliteConnection) -> Result<Places, StoreError> {
    // By instance: a list of the terms would count each to its end.
    let (table, select) = match index {
        Index::Words => (
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_instance USING fts5vocab (main, message_words, instance)",
            "SELECT \
             (SELECT term FROM temp.word_instance WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT 1) AS first, \
             (SELECT term FROM temp.word_instance WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT 1 OFFSET ?2) AS last",
        ),
        Index::Grams => (
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.gram_instance USING fts5vocab (main, message_grams, instance)",
            "SELECT \
             (SELECT term FROM temp.gram_instance WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT 1) AS first, \
             (SELECT term FROM temp.gram_instance WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT 1 OFFSET ?2) AS last",
        ),
    };
    sqlx::query(table).execute(&mut *connection).await?;
    let row = sqlx::query(select).bind(text).bind(LOOKED_AT - 1).fetch_one(connection).await?;
    let first: Option<&[u8]> = row.try_get_unchecked("first")?;
    let last: Option<&[u8]> = row.try_get_unchecked("last")?;
    Ok(match (first, last) {
        (Some(first), Some(last)) => Places::Many { only: if first == last { term(first) } else { None } },
        _ => Places::Few,
    })
}

/// The first of the terms that begin with `text`.
async fn distinct(text: &str, index: Index, connection: &mut SqliteConnection) -> Result<Grams, StoreError> {
    let select = match index {
        Index::Words => {
            "SELECT DISTINCT term FROM (SELECT term FROM temp.word_instance \
             WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT ?2) LIMIT ?3"
        }
        Index::Grams => {
            "SELECT DISTINCT term FROM (SELECT term FROM temp.gram_instance \
             WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT ?2) LIMIT ?3"
        }
    };
    let rows = sqlx::query(select).bind(text).bind(LOOKED_AT).bind(MOST + 1).fetch_all(connection).await?;
    let mut terms = Vec::with_capacity(rows.len());
    for row in &rows {
        terms.extend(term(row.try_get_unchecked("term")?));
    }
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let complete = terms.len() == rows.len() && rows.len() <= most;
    terms.truncate(most);
    Ok(Grams { terms, complete })
}

/// The index cuts a term of many kilobytes, in the middle of a character if need be.
fn term(bytes: &[u8]) -> Option<String> {
    str::from_utf8(bytes).ok().map(str::to_owned)
}
