//! What stands in the full-text indexes from a beginning on: looked at, but never gone through.

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::StoreError;

/// Places of words that are looked at. Where there are more the beginning is a common one.
const LOOKED_AT: i64 = 4000;
/// Each costs a look into every segment of the index.
const MOST: usize = 40;

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

/// Terms that begin alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beginning {
    /// In order.
    pub(super) terms: Vec<String>,
    /// There are no others.
    pub(super) complete: bool,
    /// They stand in so few places that the index can be asked for the beginning itself.
    pub(super) rare: bool,
}

/// The terms of an index that begin with `text`, which is folded as they are.
pub(super) async fn beginning_with(
    text: &str,
    index: Index,
    connection: &mut SqliteConnection,
) -> Result<Beginning, StoreError> {
    // By instance: a list of the terms would count each to its end.
    let (table, select) = match index {
        Index::Words => (
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_instance USING fts5vocab (main, message_words, instance)",
            "SELECT term, count(*) AS places FROM (SELECT term FROM temp.word_instance \
             WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT ?2) GROUP BY term ORDER BY term",
        ),
        Index::Grams => (
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.gram_instance USING fts5vocab (main, message_grams, instance)",
            "SELECT term, count(*) AS places FROM (SELECT term FROM temp.gram_instance \
             WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT ?2) GROUP BY term ORDER BY term",
        ),
    };
    sqlx::query(table).execute(&mut *connection).await?;
    let rows = sqlx::query(select).bind(text).bind(LOOKED_AT).fetch_all(connection).await?;
    let mut places = 0;
    let mut terms = Vec::with_capacity(rows.len().min(MOST));
    for row in &rows {
        places += row.try_get::<i64, _>("places")?;
        // The index cuts a term of many kilobytes, in the middle of a character if need be.
        let term: &[u8] = row.try_get_unchecked("term")?;
        if let Ok(term) = str::from_utf8(term)
            && terms.len() < MOST
        {
            terms.push(term.to_owned());
        }
    }
    let rare = places < LOOKED_AT;
    Ok(Beginning { complete: rare && rows.len() == terms.len(), rare, terms })
}
