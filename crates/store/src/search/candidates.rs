//! The ways to messages and titles that may match.

use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteConnection};

use super::conditions::{self, Condition};
use super::expression::{self, Prefix, Substrings};
use super::keys::{self, Keys};
use super::matching::{Folded, Matcher};
use super::query::Query;
use crate::StoreError;
use crate::rows::from_json;

/// Only so many of the newest matches are ranked: a word that stands in every message must not cost a look at them all.
const CANDIDATES: usize = 600;
/// Matches that are looked at for so many that pass filters.
const SIFTED: i64 = 1500;
/// Matches of which no more than the key is looked at.
const KEYS: i64 = 20_000;
/// Messages that are read rather than looked up where filters leave no more.
const READ: usize = 600;
/// Messages that are read where what is looked for is too common for an index.
const NEWEST: usize = 400;
const FILES: i64 = 200;

/// How a candidate was found, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// Whole words, the last one a prefix.
    Words,
    /// Substrings.
    Grams,
}

/// A message or a title that matches.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) conversation: i64,
    /// `None`: the title.
    pub(super) message: Option<i64>,
    /// The text of a file beside the message.
    pub(super) file: Option<i64>,
    pub(super) source: Source,
    /// Milliseconds since 1970.
    pub(super) at: i64,
}

/// One search, in one transaction.
pub(super) struct Search<'a> {
    pub(super) query: &'a Query,
    pub(super) matcher: Matcher,
    pub(super) conditions: Vec<Condition>,
    prefix: Prefix,
    /// What filters with an index leave over.
    keys: Option<Keys>,
}

impl<'a> Search<'a> {
    pub(super) async fn new(query: &'a Query, tx: &mut SqliteConnection) -> Result<Self, StoreError> {
        let conditions = conditions::resolve(query, tx).await?;
        let keys = keys::left_over(&conditions, tx).await?;
        let prefix = Prefix::of(query, tx).await?;
        Ok(Self { query, matcher: Matcher::new(query), conditions, prefix, keys })
    }

    /// Whether the filters leave so few messages that all of them are read.
    fn is_narrow(&self) -> bool {
        self.keys.as_ref().is_some_and(|keys| keys.complete && keys.newest.len() <= READ)
    }

    /// Everything that is found, up to bounds, for about `wanted` conversations.
    pub(super) async fn run(
        &self,
        wanted: usize,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        if self.query.terms.is_empty() {
            return self.without_words(wanted, tx).await;
        }
        let mut found = self.words(tx).await?;
        found.extend(self.files(tx).await?);
        found.extend(self.titles(tx).await?);
        let mut conversations: Vec<i64> = found.iter().map(|found| found.conversation).collect();
        conversations.sort_unstable();
        conversations.dedup();
        if conversations.len() < wanted {
            found.extend(self.substrings(tx).await?);
            found.extend(self.title_substrings(tx).await?);
        }
        Ok(found)
    }

    async fn words(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let has_words = |text: &Folded| self.matcher.has_words(text);
        if self.is_narrow() {
            return self.read(Source::Words, has_words, tx).await;
        }
        let (mut found, mut all) = match expression::words(self.query, &self.prefix) {
            Some(expression) => self.indexed("message_words", &expression, tx).await?,
            None => (Vec::new(), true),
        };
        all &= self.prefix == Prefix::Indexed;
        if !all && (self.keys.is_some() || self.prefix != Prefix::Indexed) {
            found.extend(self.read(Source::Words, has_words, tx).await?);
        }
        Ok(each_once(found))
    }

    async fn substrings(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let has_substrings = |text: &Folded| self.matcher.has_substrings(text);
        if self.is_narrow() {
            return self.read(Source::Grams, has_substrings, tx).await;
        }
        let (index, expression, complete) = match expression::substrings(self.query, tx).await? {
            Some(Substrings::Grams { expression, complete }) => ("message_grams", expression, complete),
            Some(Substrings::Words(expression)) => ("message_words", expression, true),
            None => return Ok(Vec::new()),
        };
        let (maybe, all) = self.matches(index, &expression, tx).await?;
        let maybe = Keys::json(&maybe, NEWEST);
        let mut found = self.read_these(&maybe, Source::Grams, has_substrings, tx).await?;
        if !complete || (!all && self.keys.is_some()) {
            found.extend(match &self.keys {
                None if index == "message_grams" => {
                    // The newest with any.
                    let newest: String = sqlx::query_scalar(
                        "SELECT json_group_array(id) FROM (SELECT id FROM message_grams_docsize ORDER BY id DESC LIMIT ?)",
                    )
                    .bind(i64::try_from(NEWEST).unwrap_or(i64::MAX))
                    .fetch_one(&mut *tx)
                    .await?;
                    self.read_these(&newest, Source::Grams, has_substrings, tx).await?
                }
                _ => self.read(Source::Grams, has_substrings, tx).await?,
            });
        }
        Ok(each_once(found))
    }

    /// The newest matches of an index over messages, and whether these are all.
    async fn indexed(
        &self,
        index: &'static str,
        expression: &str,
        tx: &mut SqliteConnection,
    ) -> Result<(Vec<Found>, bool), StoreError> {
        let (keys, all) = self.matches(index, expression, tx).await?;
        let mut sql =
            found_by("m.conversation, m.pk AS message, NULL AS file, m.created_at AS at FROM json_each(");
        sql.push_bind(Keys::json(&keys, keys.len())).push(") v CROSS JOIN message m ON m.pk = v.value ");
        sql.push("CROSS JOIN conversation c ON c.pk = m.conversation WHERE true");
        self.push_conditions(&mut sql);
        sql.push(" LIMIT ").push_bind(i64::try_from(CANDIDATES).unwrap_or(i64::MAX));
        Ok((found(sql, tx).await?, all))
    }

    /// The keys of the newest matches of an index, of those that filters with an index leave over, and whether these are all. Other
    /// filters are not looked at.
    async fn matches(
        &self,
        index: &'static str,
        expression: &str,
        tx: &mut SqliteConnection,
    ) -> Result<(Vec<i64>, bool), StoreError> {
        let Some(keys) = &self.keys else {
            let newest = newest_matches(index, expression, (0, i64::MAX), SIFTED, tx).await?;
            let all = newest.len() < usize::try_from(SIFTED).unwrap_or(usize::MAX);
            return Ok((newest, all));
        };
        let newest = newest_matches(index, expression, keys.range(), KEYS, tx).await?;
        let cut = newest.len() >= usize::try_from(KEYS).unwrap_or(usize::MAX);
        let mut both = keys.among(&newest);
        if !keys.complete {
            // What is rare may lie beyond the newest that passed.
            both.extend(newest_matches(index, expression, (0, i64::MAX), SIFTED, tx).await?);
            both.sort_unstable_by_key(|key| std::cmp::Reverse(*key));
            both.dedup();
        }
        let all = keys.complete && !cut && both.len() <= CANDIDATES;
        Ok((both, all))
    }

    /// Reads the newest messages of those that the filters leave, or of all.
    async fn read(
        &self,
        source: Source,
        matches: impl Fn(&Folded) -> bool,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let keys = match &self.keys {
            Some(keys) => Keys::json(&keys.newest, READ),
            None => {
                sqlx::query_scalar(
                    "SELECT json_group_array(pk) FROM (SELECT pk FROM message ORDER BY pk DESC LIMIT ?)",
                )
                .bind(i64::try_from(NEWEST).unwrap_or(i64::MAX))
                .fetch_one(&mut *tx)
                .await?
            }
        };
        self.read_these(&keys, source, matches, tx).await
    }

    /// Reads the messages of these keys, a JSON array.
    async fn read_these(
        &self,
        keys: &str,
        source: Source,
        matches: impl Fn(&Folded) -> bool,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let mut sql = texts_by(
            "m.conversation, m.pk AS message, NULL AS file, m.created_at AS at, m.text FROM json_each(",
        );
        sql.push_bind(keys).push(") v CROSS JOIN message m ON m.pk = v.value ");
        sql.push("CROSS JOIN conversation c ON c.pk = m.conversation WHERE true");
        self.push_conditions(&mut sql);
        read_through(sql, source, matches, tx).await
    }

    /// Messages beside which lies a file with the words.
    async fn files(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let Some(expression) = expression::words(self.query, &self.prefix) else { return Ok(Vec::new()) };
        let mut sql = found_by(
            "m.conversation, m.pk AS message, f.rowid AS file, m.created_at AS at FROM file_words f \
             CROSS JOIN blob_text t ON t.pk = f.rowid CROSS JOIN message_blob mb ON mb.blob = t.blob \
             CROSS JOIN message m ON m.pk = mb.message CROSS JOIN conversation c ON c.pk = m.conversation \
             WHERE f.file_words MATCH ",
        );
        sql.push_bind(expression);
        self.push_conditions(&mut sql);
        sql.push(" ORDER BY f.rowid DESC LIMIT ").push_bind(FILES);
        found(sql, tx).await
    }

    async fn titles(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let Some(expression) = expression::title_words(self.query) else { return Ok(Vec::new()) };
        let Some(mut sql) =
            self.of_titles(found_by, "title_words f CROSS JOIN conversation c ON c.pk = f.rowid")
        else {
            return Ok(Vec::new());
        };
        sql.push(" AND f.title_words MATCH ").push_bind(expression);
        sql.push(" ORDER BY f.rowid DESC LIMIT ").push_bind(i64::try_from(CANDIDATES).unwrap_or(i64::MAX));
        found(sql, tx).await
    }

    /// There are few enough titles to read them all.
    async fn title_substrings(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let worth_it =
            |text: &str| text.chars().count() > 2 || text.chars().any(expression::is_without_spaces);
        let Some(longest) =
            self.query.terms.iter().map(|term| &term.text).max_by_key(|text| text.chars().count())
        else {
            return Ok(Vec::new());
        };
        if !worth_it(longest) {
            return Ok(Vec::new());
        }
        let Some(mut sql) = self.of_titles(texts_by, "conversation c") else { return Ok(Vec::new()) };
        let pattern = format!("%{}%", longest.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        sql.push(" AND c.title LIKE ").push_bind(pattern).push(" ESCAPE '\\' ORDER BY c.pk DESC LIMIT ");
        sql.push_bind(i64::try_from(CANDIDATES).unwrap_or(i64::MAX));
        read_through(sql, Source::Grams, |title| self.matcher.has_substrings(title), tx).await
    }

    /// Conversations, where no filter asks for something of a message.
    fn of_titles(
        &self,
        by: fn(&str) -> QueryBuilder<Sqlite>,
        from: &'static str,
    ) -> Option<QueryBuilder<Sqlite>> {
        if !self.conditions.iter().all(Condition::is_of_conversation) {
            return None;
        }
        let mut sql = by(
            "c.pk AS conversation, NULL AS message, NULL AS file, c.updated_at AS at, c.title AS text FROM ",
        );
        sql.push(from).push(" WHERE c.trashed_at IS NULL");
        for condition in &self.conditions {
            condition.push(&mut sql);
        }
        Some(sql)
    }

    /// The newest of what the filters leave.
    async fn without_words(
        &self,
        wanted: usize,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        if self.query.without.is_empty()
            && let Some(mut sql) = self.of_titles(found_by, "conversation c")
        {
            sql.push(" ORDER BY c.updated_at DESC, c.pk DESC LIMIT ");
            sql.push_bind(i64::try_from(wanted).unwrap_or(i64::MAX));
            return found(sql, tx).await;
        }
        self.read(Source::Words, |text| self.matcher.has_words(text), tx).await
    }

    fn push_conditions(&self, sql: &mut QueryBuilder<Sqlite>) {
        sql.push(" AND c.trashed_at IS NULL AND m.trashed_at IS NULL");
        for condition in &self.conditions {
            condition.push(sql);
        }
    }
}

/// The keys of the newest matches in a range of keys, the newest first.
async fn newest_matches(
    index: &'static str,
    expression: &str,
    (first, last): (i64, i64),
    most: i64,
    tx: &mut SqliteConnection,
) -> Result<Vec<i64>, StoreError> {
    let mut sql = QueryBuilder::new("SELECT json_group_array(rowid) FROM (SELECT rowid FROM ");
    sql.push(index).push(" WHERE ").push(index).push(" MATCH ").push_bind(expression);
    sql.push(" AND rowid BETWEEN ").push_bind(first).push(" AND ").push_bind(last);
    sql.push(" ORDER BY rowid DESC LIMIT ").push_bind(most).push(")");
    let json: String = sql.build_query_scalar().fetch_one(tx).await?;
    from_json("rowid", &json)
}

fn each_once(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| std::cmp::Reverse(found.message));
    found.dedup_by_key(|found| found.message);
    found
}

/// A query whose columns are those of a [`Found`]. All rows come as one: each by itself would be handed from thread to thread.
fn found_by(select: &str) -> QueryBuilder<Sqlite> {
    QueryBuilder::new(format!(
        "SELECT json_group_array(json_array(conversation, message, file, at)) FROM (SELECT {select}"
    ))
}

/// The same with a text in each.
fn texts_by(select: &str) -> QueryBuilder<Sqlite> {
    QueryBuilder::new(format!(
        "SELECT json_group_array(json_array(json_array(conversation, message, file, at), text)) FROM (SELECT {select}"
    ))
}

/// Conversation, message, file, milliseconds since 1970.
type Row = (i64, Option<i64>, Option<i64>, i64);

async fn found(mut sql: QueryBuilder<Sqlite>, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
    let json: String = sql.push(")").build_query_scalar().fetch_one(tx).await?;
    let rows: Vec<Row> = from_json("found", &json)?;
    let found =
        |(conversation, message, file, at)| Found { conversation, message, file, source: Source::Words, at };
    Ok(rows.into_iter().map(found).collect())
}

async fn read_through(
    mut sql: QueryBuilder<Sqlite>,
    source: Source,
    matches: impl Fn(&Folded) -> bool,
    tx: &mut SqliteConnection,
) -> Result<Vec<Found>, StoreError> {
    let json: String = sql.push(")").build_query_scalar().fetch_one(tx).await?;
    let rows: Vec<(Row, String)> = from_json("found", &json)?;
    let found = |((conversation, message, file, at), text): (Row, String)| {
        matches(&Folded::new(&text)).then_some(Found { conversation, message, file, source, at })
    };
    Ok(rows.into_iter().filter_map(found).collect())
}
