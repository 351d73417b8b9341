//! Looks into the indexes and at messages, each time at no more than so many.

use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteConnection};

use super::candidates::{Found, Search, Source, is_enough};
use super::conditions::Condition;
use super::expression;
use super::folded::fold;
use super::keys::Keys;
use super::terms::Index;
use crate::StoreError;
use crate::rows::from_json;

/// Only so many of the newest matches are ranked: a word that stands in every message must not cost a look at them all.
pub(super) const CANDIDATES: usize = 600;
/// The same for phrases, as long as they fill the page: whole lists of words are gone through for each, and what holds one is better
/// only when it is newer.
pub(super) const PHRASES: usize = 150;
/// Matches of an index that are looked at first: some may be in the trash.
const FIRST: usize = 700;
pub(super) const FIRST_PHRASES: usize = 200;
/// The same where filters are to leave enough of them over.
pub(super) const SIFTED: usize = 1500;
/// Where filters leave no more messages all of them are read, and no index is looked into.
pub(super) const NARROW: usize = 800;
/// Messages that are read where they leave more.
const READ: usize = 200;
/// The same where there is no such filter.
const NEWEST: usize = 400;
/// So many of them at a time: the first ones may do.
const READ_AT_ONCE: usize = 100;
/// Messages that filters leave of which it is asked whether they are in a script without spaces.
const IN_GRAMS: usize = 8000;
/// Every key.
pub(super) const ALL: (i64, i64) = (0, i64::MAX);

/// Matches of an index.
pub(super) struct Matches {
    /// Of those that filters with an index leave over, the newest first. Other filters were not looked at.
    pub(super) keys: Vec<i64>,
    /// Older messages than this one were not looked at; `None` where all were.
    pub(super) until: Option<i64>,
}

impl Matches {
    /// The newest matches, of which no more than `most` were asked for.
    fn of(keys: Vec<i64>, most: usize) -> Self {
        let until = keys.last().copied().filter(|_| keys.len() >= most);
        Self { keys, until }
    }
}

impl Search<'_> {
    /// Matches of an index that are asked for first, where no filter has one.
    pub(super) fn first(&self) -> usize {
        if self.conditions.is_empty() { FIRST } else { SIFTED }
    }

    pub(super) fn is_of_phrases(&self) -> bool {
        let terms = &self.query.terms;
        self.conditions.is_empty() && !terms.is_empty() && terms.iter().all(expression::is_phrase)
    }

    /// The first `most` of the messages that pass all filters.
    pub(super) async fn look_at(
        &self,
        keys: &[i64],
        most: usize,
        source: Source,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let mut sql =
            found_by("m.conversation, m.pk AS message, NULL AS file, m.created_at AS at FROM json_each(");
        self.push_looked_at(keys, &mut sql);
        sql.push(" LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        found(sql, source, tx).await
    }

    /// The newest of the messages in each conversation that pass all filters, of no more than [`CANDIDATES`] conversations.
    pub(super) async fn newest_of_each(
        &self,
        keys: &[i64],
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let mut sql = found_by(
            "m.conversation, max(m.pk) AS message, NULL AS file, m.created_at AS at FROM json_each(",
        );
        self.push_looked_at(keys, &mut sql);
        sql.push(" GROUP BY m.conversation ORDER BY message DESC LIMIT ");
        sql.push_bind(i64::try_from(CANDIDATES).unwrap_or(i64::MAX));
        found(sql, Source::Words, tx).await
    }

    /// The newest matches of an index, `first` of them. Where filters with an index leave messages over, up to `most` are compared with these.
    pub(super) async fn matches(
        &self,
        index: Index,
        expression: &str,
        first: usize,
        most: usize,
        tx: &mut SqliteConnection,
    ) -> Result<Matches, StoreError> {
        let Some(keys) = &self.keys else {
            return Ok(Matches::of(newest_matches(index, expression, ALL, first, tx).await?, first));
        };
        let newest = Matches::of(newest_matches(index, expression, keys.range(), most, tx).await?, most);
        let mut both = keys.among(&newest.keys);
        if keys.complete || both.len() >= CANDIDATES {
            return Ok(Matches { keys: both, ..newest });
        }
        // What is rare may lie beyond the newest that passed.
        let newest = Matches::of(newest_matches(index, expression, ALL, SIFTED, tx).await?, SIFTED);
        both.extend(newest.keys);
        both.sort_unstable_by_key(|key| std::cmp::Reverse(*key));
        both.dedup();
        Ok(Matches { keys: both, ..newest })
    }

    /// Reads the newest messages, or those before one, of those that the filters leave, or of all.
    pub(super) async fn read(
        &self,
        before: Option<i64>,
        wanted: usize,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let Some(keys) = &self.keys else {
            return self.read_newest(Index::Words, wanted, Source::Words, tx).await;
        };
        let keys = keys.before(before);
        self.read_first(&keys[..keys.len().min(READ)], wanted, Source::Words, tx).await
    }

    /// Reads all messages that the filters leave, where these are few.
    pub(super) async fn read_all(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let keys = self.keys.as_ref().map(|keys| Keys::json(&keys.newest, NARROW)).unwrap_or_default();
        self.read_these(keys, tx).await
    }

    /// Reads the newest messages that are in an index, of those that the filters leave or of all.
    pub(super) async fn read_newest(
        &self,
        index: Index,
        wanted: usize,
        counted: Source,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let newest = match (index, &self.keys) {
            (Index::Words, None) => newest_messages(NEWEST, tx).await?,
            (Index::Words, Some(keys)) => keys.newest.iter().copied().take(READ).collect(),
            (Index::Grams, None) => {
                let sql = "SELECT json_group_array(id) FROM \
                     (SELECT id FROM message_grams_docsize ORDER BY id DESC LIMIT ?)";
                newest_by(sql, NEWEST, tx).await?
            }
            (Index::Grams, Some(keys)) => newest_in_grams(keys, tx).await?,
        };
        self.read_first(&newest, wanted, counted, tx).await
    }

    /// Reads the first of these messages, until something as good as `counted` was found in `wanted` conversations.
    pub(super) async fn read_first(
        &self,
        keys: &[i64],
        wanted: usize,
        counted: Source,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let mut found = Vec::new();
        for keys in keys[..keys.len().min(NEWEST)].chunks(READ_AT_ONCE) {
            found.extend(self.read_these(Keys::json(keys, READ_AT_ONCE), tx).await?);
            if is_enough(found.iter().filter(|found| found.source <= counted), wanted) {
                break;
            }
        }
        Ok(found)
    }

    /// Reads the messages of these keys, a JSON array.
    async fn read_these(&self, keys: String, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let mut sql = texts_by(
            "m.conversation, m.pk AS message, NULL AS file, m.created_at AS at, m.text FROM json_each(",
        );
        sql.push_bind(keys).push(") v CROSS JOIN message m ON m.pk = v.value ");
        sql.push("CROSS JOIN conversation c ON c.pk = m.conversation WHERE true");
        self.push_conditions(&mut sql);
        read_through(sql, |text| self.matcher.source(text), tx).await
    }

    /// The messages with these keys, a JSON array behind `FROM json_each(`, that pass all filters.
    fn push_looked_at(&self, keys: &[i64], sql: &mut QueryBuilder<Sqlite>) {
        sql.push_bind(Keys::json(keys, keys.len())).push(") v CROSS JOIN message m ");
        if self.conditions.iter().all(Condition::is_in_look) {
            // There they lie close together, and in their table far apart.
            sql.push("INDEXED BY message_look ");
        }
        sql.push("ON m.pk = v.value CROSS JOIN conversation c ON c.pk = m.conversation WHERE true");
        self.push_conditions(sql);
    }

    pub(super) fn push_conditions(&self, sql: &mut QueryBuilder<Sqlite>) {
        sql.push(" AND c.trashed_at IS NULL AND m.trashed_at IS NULL");
        for condition in &self.conditions {
            condition.push(sql);
        }
    }
}

/// The keys of the newest matches in a range of keys, the newest first.
pub(super) async fn newest_matches(
    index: Index,
    expression: &str,
    (first, last): (i64, i64),
    most: usize,
    tx: &mut SqliteConnection,
) -> Result<Vec<i64>, StoreError> {
    let table = index.table();
    let mut sql = QueryBuilder::new("SELECT json_group_array(rowid) FROM (SELECT rowid FROM ");
    sql.push(table).push(" WHERE ").push(table).push(" MATCH ").push_bind(expression);
    sql.push(" AND rowid BETWEEN ").push_bind(first).push(" AND ").push_bind(last);
    sql.push(" ORDER BY rowid DESC LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX)).push(")");
    let json: String = sql.build_query_scalar().fetch_one(tx).await?;
    from_json("rowid", &json)
}

/// The keys of the newest messages.
pub(super) async fn newest_messages(most: usize, tx: &mut SqliteConnection) -> Result<Vec<i64>, StoreError> {
    newest_by("SELECT json_group_array(pk) FROM (SELECT pk FROM message ORDER BY pk DESC LIMIT ?)", most, tx)
        .await
}

/// The newest of these messages that are in a script without spaces.
async fn newest_in_grams(keys: &Keys, tx: &mut SqliteConnection) -> Result<Vec<i64>, StoreError> {
    let json: String = sqlx::query_scalar(
        "SELECT json_group_array(id) FROM (SELECT d.id FROM json_each(?) v CROSS JOIN message_grams_docsize d ON d.id = v.value \
         LIMIT ?)",
    )
    .bind(Keys::json(&keys.newest, IN_GRAMS))
    .bind(i64::try_from(READ).unwrap_or(i64::MAX))
    .fetch_one(tx)
    .await?;
    from_json("id", &json)
}

async fn newest_by(
    sql: &'static str,
    most: usize,
    tx: &mut SqliteConnection,
) -> Result<Vec<i64>, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let json: String = sqlx::query_scalar(sql).bind(most).fetch_one(tx).await?;
    from_json("pk", &json)
}

/// A query whose columns are those of a [`Found`]. All rows come as one: each by itself would be handed from thread to thread.
pub(super) fn found_by(select: &str) -> QueryBuilder<Sqlite> {
    QueryBuilder::new(format!(
        "SELECT json_group_array(json_array(conversation, message, file, at)) FROM (SELECT {select}"
    ))
}

/// The same with a text in each.
pub(super) fn texts_by(select: &str) -> QueryBuilder<Sqlite> {
    QueryBuilder::new(format!(
        "SELECT json_group_array(json_array(json_array(conversation, message, file, at), text)) FROM (SELECT {select}"
    ))
}

/// Conversation, message, file, milliseconds since 1970.
type Row = (i64, Option<i64>, Option<i64>, i64);

pub(super) async fn found(
    mut sql: QueryBuilder<Sqlite>,
    source: Source,
    tx: &mut SqliteConnection,
) -> Result<Vec<Found>, StoreError> {
    let json: String = sql.push(")").build_query_scalar().fetch_one(tx).await?;
    let rows: Vec<Row> = from_json("found", &json)?;
    let found = |(conversation, message, file, at)| Found { conversation, message, file, source, at };
    Ok(rows.into_iter().map(found).collect())
}

/// Those whose text matches.
pub(super) async fn read_through(
    mut sql: QueryBuilder<Sqlite>,
    source: impl Fn(&str) -> Option<Source>,
    tx: &mut SqliteConnection,
) -> Result<Vec<Found>, StoreError> {
    let json: String = sql.push(")").build_query_scalar().fetch_one(tx).await?;
    let rows: Vec<(Row, String)> = from_json("found", &json)?;
    let found = |((conversation, message, file, at), text): (Row, String)| {
        source(&fold(&text)).map(|source| Found { conversation, message, file, source, at })
    };
    Ok(rows.into_iter().filter_map(found).collect())
}
