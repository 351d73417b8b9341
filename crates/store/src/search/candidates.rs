//! The ways to messages and titles that may match.

use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row};

use super::conditions::{self, Condition};
use super::expression::{self, Substrings};
use super::matching::{Folded, Matcher};
use super::query::Query;
use crate::StoreError;

/// Only so many of the newest matches are ranked: a word that stands in every message must not cost a look at them all.
const CANDIDATES: i64 = 1000;
/// Messages that are read rather than looked up where filters leave no more, and of the newest where a word only begins.
const READ: usize = 1500;
const NEWEST: i64 = 600;
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
    /// All messages that the filters leave, where these are few.
    narrow: Option<String>,
}

impl<'a> Search<'a> {
    pub(super) async fn new(query: &'a Query, tx: &mut SqliteConnection) -> Result<Self, StoreError> {
        let conditions = conditions::resolve(query, tx).await?;
        let narrow = conditions::narrow(&conditions, READ, tx).await?;
        let narrow = narrow.map(|keys| serde_json::Value::from(keys).to_string());
        Ok(Self { query, matcher: Matcher::new(query), conditions, narrow })
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
        if self.narrow.is_some() {
            return self.read(Source::Words, |text| self.matcher.has_words(text), tx).await;
        }
        let mut found = match expression::words(self.query) {
            Some(expression) => self.indexed("message_words", expression, tx).await?,
            None => Vec::new(),
        };
        if expression::has_short_prefix(self.query) {
            found.extend(self.read(Source::Words, |text| self.matcher.has_words(text), tx).await?);
            found.sort_by_key(|found| std::cmp::Reverse(found.message));
            found.dedup_by_key(|found| found.message);
        }
        Ok(found)
    }

    async fn substrings(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        if self.narrow.is_some() {
            return self.read(Source::Grams, |text| self.matcher.has_substrings(text), tx).await;
        }
        let mut sql = match expression::substrings(self.query, tx).await? {
            Some(Substrings::Grams(expression)) => self.by_index("message_grams", "m.text", expression),
            Some(Substrings::Words(expression)) => self.by_index("message_words", "m.text", expression),
            None => return Ok(Vec::new()),
        };
        let rows = sql.build().fetch_all(tx).await?;
        self.read_through(&rows, Source::Grams, |text| self.matcher.has_substrings(text))
    }

    /// The newest matches of an index over messages.
    async fn indexed(
        &self,
        index: &'static str,
        expression: String,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let rows = self.by_index(index, "NULL", expression).build().fetch_all(tx).await?;
        rows.iter().map(|row| found(row, Source::Words)).collect()
    }

    fn by_index(&self, index: &'static str, text: &'static str, expression: String) -> QueryBuilder<Sqlite> {
        let mut sql =
            QueryBuilder::new("SELECT m.conversation, m.pk AS message, NULL AS file, m.created_at AS at, ");
        sql.push(text).push(" AS text FROM ").push(index).push(" f CROSS JOIN message m ON m.pk = f.rowid ");
        sql.push("CROSS JOIN conversation c ON c.pk = m.conversation WHERE f.").push(index).push(" MATCH ");
        sql.push_bind(expression);
        self.push_conditions(&mut sql);
        sql.push(" ORDER BY f.rowid DESC LIMIT ").push_bind(CANDIDATES);
        sql
    }

    /// Reads the messages that the filters leave, or else the newest.
    async fn read(
        &self,
        source: Source,
        matches: impl Fn(&Folded) -> bool,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let mut sql = QueryBuilder::new(
            "SELECT m.conversation, m.pk AS message, NULL AS file, m.created_at AS at, m.text FROM ",
        );
        match &self.narrow {
            Some(keys) => sql
                .push("json_each(")
                .push_bind(keys.clone())
                .push(") v CROSS JOIN message m ON m.pk = v.value "),
            None => sql.push("message m "),
        };
        sql.push("CROSS JOIN conversation c ON c.pk = m.conversation WHERE true");
        self.push_conditions(&mut sql);
        if self.narrow.is_none() {
            sql.push(" ORDER BY m.pk DESC LIMIT ").push_bind(NEWEST);
        }
        let rows = sql.build().fetch_all(tx).await?;
        self.read_through(&rows, source, matches)
    }

    fn read_through(
        &self,
        rows: &[SqliteRow],
        source: Source,
        matches: impl Fn(&Folded) -> bool,
    ) -> Result<Vec<Found>, StoreError> {
        let mut all = Vec::new();
        for row in rows {
            if matches(&Folded::new(row.try_get("text")?)) {
                all.push(found(row, source)?);
            }
        }
        Ok(all)
    }

    /// Messages beside which lies a file with the words.
    async fn files(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let Some(expression) = expression::words(self.query) else { return Ok(Vec::new()) };
        let mut sql = QueryBuilder::new(
            "SELECT m.conversation, m.pk AS message, f.rowid AS file, m.created_at AS at FROM file_words f \
             CROSS JOIN blob_text t ON t.pk = f.rowid CROSS JOIN message_blob mb ON mb.blob = t.blob \
             CROSS JOIN message m ON m.pk = mb.message CROSS JOIN conversation c ON c.pk = m.conversation \
             WHERE f.file_words MATCH ",
        );
        sql.push_bind(expression);
        self.push_conditions(&mut sql);
        sql.push(" ORDER BY f.rowid DESC LIMIT ").push_bind(FILES);
        let rows = sql.build().fetch_all(tx).await?;
        rows.iter().map(|row| found(row, Source::Words)).collect()
    }

    async fn titles(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let Some(expression) = expression::title_words(self.query) else { return Ok(Vec::new()) };
        let Some(mut sql) = self.of_titles("title_words f CROSS JOIN conversation c ON c.pk = f.rowid")
        else {
            return Ok(Vec::new());
        };
        sql.push(" AND f.title_words MATCH ").push_bind(expression);
        sql.push(" ORDER BY f.rowid DESC LIMIT ").push_bind(CANDIDATES);
        let rows = sql.build().fetch_all(tx).await?;
        rows.iter().map(|row| found(row, Source::Words)).collect()
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
        let Some(mut sql) = self.of_titles("conversation c") else { return Ok(Vec::new()) };
        let pattern = format!("%{}%", longest.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        sql.push(" AND c.title LIKE ").push_bind(pattern).push(" ESCAPE '\\' ORDER BY c.pk DESC LIMIT ");
        sql.push_bind(CANDIDATES);
        let rows = sql.build().fetch_all(tx).await?;
        self.read_through(&rows, Source::Grams, |title| self.matcher.has_substrings(title))
    }

    /// Conversations, where no filter asks for something of a message.
    fn of_titles(&self, from: &'static str) -> Option<QueryBuilder<Sqlite>> {
        if !self.conditions.iter().all(Condition::is_of_conversation) {
            return None;
        }
        let mut sql = QueryBuilder::new(
            "SELECT c.pk AS conversation, NULL AS message, NULL AS file, c.updated_at AS at, c.title AS text FROM ",
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
            && let Some(mut sql) = self.of_titles("conversation c")
        {
            sql.push(" ORDER BY c.updated_at DESC, c.pk DESC LIMIT ");
            sql.push_bind(i64::try_from(wanted).unwrap_or(i64::MAX));
            let rows = sql.build().fetch_all(tx).await?;
            return rows.iter().map(|row| found(row, Source::Words)).collect();
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

fn found(row: &SqliteRow, source: Source) -> Result<Found, StoreError> {
    Ok(Found {
        conversation: row.try_get("conversation")?,
        message: row.try_get("message")?,
        file: row.try_get("file")?,
        source,
        at: row.try_get("at")?,
    })
}
