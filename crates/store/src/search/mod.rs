//! Search as you type over titles, messages on every branch, and the text of files.
//!
//! Words come first: each must occur, the last one may be the beginning of a word. Where they leave room, substrings follow.
//! Within both, bm25 ranks, and what is recent weighs more. A conversation is shown once, at its best message.
//!
//! What is common is found among the newest, what is rare through an index, and where filters leave little over it is read: so
//! no question goes through the whole history.

mod candidates;
mod conditions;
mod expression;
mod folded;
mod interrupt;
mod keys;
mod lookup;
mod matching;
mod query;
mod rank;
mod snippet;
mod terms;
mod values;

use std::collections::HashSet;
use std::ops::Range;

use parlance_domain::{ConversationId, MessageId, Timestamp};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};

use crate::{Store, StoreError, rows};
use candidates::Search;
use folded::Folded;
use query::Query;
use rank::Ranked;

pub use conditions::date as search_date;
pub use folded::fold;
pub use query::{Filter, FilterKey, filters};
pub use snippet::SnippetPiece;

/// A conversation that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub conversation: ConversationId,
    pub title: String,
    /// The best message; `None` when only the title matches.
    pub message: Option<MessageId>,
    /// Pieces of the message's text, of a file beside it, or of the title, in order.
    pub snippet: Vec<SnippetPiece>,
    /// What was found in that text, as it stands there: each once, also what the snippet leaves out.
    pub words: Vec<String>,
    /// The words stand in a file beside the message.
    pub in_file: bool,
    /// How many more messages of the conversation match, of those that were looked at.
    pub further: usize,
    pub archived: bool,
    pub updated_at: Timestamp,
}

impl Store {
    /// The best `limit` conversations for what was typed, without those in the trash: words, `"phrases"`, `-what to leave out` and
    /// filters (see [`FilterKey`]). Nothing that can be typed is an error. Only the first words of a very long text count.
    ///
    /// Dropped before it has ended, it stops reading.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let query = Query::parse(text);
        if query.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut reader = self.interruptible().await?;
        // One transaction: what was found must still be there when its snippet is read.
        let mut tx = reader.connection().begin().await?;
        let search = Search::new(&query, &mut tx).await?;
        let found = search.run(limit, &mut tx).await?;
        let mut ranked = rank::rank(&query, found, Timestamp::now(), &mut tx).await?;
        ranked.truncate(limit);
        let hits = hits(&search, &ranked, &mut tx).await?;
        tx.commit().await?;
        reader.finish().await?;
        Ok(hits)
    }
}

/// Reads what is shown of each.
async fn hits(
    search: &Search<'_>,
    ranked: &[Ranked],
    tx: &mut SqliteConnection,
) -> Result<Vec<Hit>, StoreError> {
    let keys: Vec<_> = ranked.iter().map(|it| (it.conversation, it.best.message, it.best.file)).collect();
    let keys = serde_json::to_string(&keys).map_err(|error| StoreError::unreadable_json("search", &error))?;
    let rows = sqlx::query(
        "SELECT c.id, c.title, c.updated_at, c.archived_at, m.id AS message_id, coalesce(t.text, m.text) AS text \
         FROM json_each(?) v CROSS JOIN conversation c ON c.pk = v.value ->> 0 \
         LEFT JOIN message m ON m.pk = v.value ->> 1 LEFT JOIN blob_text t ON t.pk = v.value ->> 2 ORDER BY v.key",
    )
    .bind(keys)
    .fetch_all(tx)
    .await?;
    let mut hits = Vec::with_capacity(rows.len());
    for (row, ranked) in rows.iter().zip(ranked) {
        let title: String = row.try_get("title")?;
        let text: Option<&str> = row.try_get("text")?;
        let text = text.unwrap_or(&title);
        let marks = search.matcher.marks(&Folded::new(text));
        let archived_at: Option<i64> = row.try_get("archived_at")?;
        hits.push(Hit {
            conversation: ConversationId(rows::uuid(row, "id")?),
            message: rows::optional_uuid(row, "message_id")?.map(MessageId),
            snippet: snippet::cut(text, &marks),
            words: distinct(text, &marks),
            in_file: ranked.best.file.is_some(),
            further: ranked.further,
            archived: archived_at.is_some(),
            updated_at: Timestamp(row.try_get("updated_at")?),
            title,
        });
    }
    Ok(hits)
}

/// What stands at the marks, without regard to case and diacritics each once.
fn distinct(text: &str, marks: &[Range<usize>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let found = marks.iter().map(|mark| &text[mark.clone()]);
    found.filter(|word| seen.insert(fold(word))).map(str::to_owned).collect()
}
