//! The ways to messages and titles that may match.

use std::collections::HashSet;

use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteConnection};

use super::conditions::{self, Condition};
use super::expression::{self, Prefix};
use super::keys::{self, Keys};
use super::lookup::{
    ALL, CANDIDATES, FIRST_PHRASES, NARROW, PHRASES, SIFTED, found, found_by, newest_matches,
    newest_messages, read_through, texts_by,
};
use super::matching::Matcher;
use super::query::Query;
use super::terms::Index;
use crate::StoreError;

/// Matches of which no more than the key is looked at.
const KEYS: usize = 8000;
const FILES: i64 = 200;
/// Messages that are looked at where there are filters alone.
const ALONE: usize = 2000;
/// Where the newest matches are of fewer conversations, older ones are looked at too, though there are enough of them.
const FEW: usize = 10;

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

/// What was found for the words.
struct OfWords {
    found: Vec<Found>,
    known: Option<Known>,
    /// The newest messages were read, also for their letters.
    has_read: bool,
}

/// One search, in one transaction.
pub(super) struct Search<'a> {
    pub(super) query: &'a Query,
    pub(super) matcher: Matcher,
    pub(super) conditions: Vec<Condition>,
    prefix: Prefix,
    /// What filters with an index leave over.
    pub(super) keys: Option<Keys>,
}

/// What an expression for `message_words` matches.
pub(super) struct Known {
    pub(super) expression: String,
    pub(super) messages: Vec<i64>,
    /// There are no others. Otherwise these are the newest.
    pub(super) all: bool,
}

/// Everything that was found, up to bounds.
pub(super) struct Candidates {
    pub(super) found: Vec<Found>,
    /// Where no filter has left any out.
    pub(super) known: Option<Known>,
}

impl<'a> Search<'a> {
    pub(super) async fn new(query: &'a Query, tx: &mut SqliteConnection) -> Result<Self, StoreError> {
        let conditions = conditions::resolve(query, tx).await?;
        let only_conversations = query.terms.is_empty()
            && query.without.is_empty()
            && conditions.iter().all(Condition::is_of_conversation);
        let keys = if only_conversations { None } else { keys::left_over(&conditions, tx).await? };
        let prefix = Prefix::of(query, tx).await?;
        Ok(Self { query, matcher: Matcher::new(query), conditions, prefix, keys })
    }

    /// Whether the filters leave so few messages that all of them can be read.
    fn is_narrow(&self) -> bool {
        self.keys.as_ref().is_some_and(|keys| keys.complete && keys.newest.len() <= NARROW)
    }

    /// What is found for about `wanted` conversations.
    pub(super) async fn run(
        &self,
        wanted: usize,
        tx: &mut SqliteConnection,
    ) -> Result<Candidates, StoreError> {
        if self.query.terms.is_empty() {
            return Ok(Candidates { found: self.without_words(wanted, tx).await?, known: None });
        }
        if self.is_narrow() {
            let mut found = self.read_all(tx).await?;
            found.extend(self.files(tx).await?);
            found.extend(self.titles(tx).await?);
            found.extend(self.title_substrings(tx).await?);
            return Ok(Candidates { found, known: None });
        }
        let OfWords { mut found, known, has_read } = self.words(wanted, tx).await?;
        found.extend(self.files(tx).await?);
        found.extend(self.titles(tx).await?);
        if !is_enough(&found, wanted) {
            found.extend(self.substrings(wanted, has_read, tx).await?);
            found.extend(self.title_substrings(tx).await?);
            // What was read for its words may have been read for its letters again.
            let mut known = HashSet::new();
            found.retain(|found| known.insert((found.conversation, found.message, found.file)));
        }
        Ok(Candidates { found, known })
    }

    async fn words(&self, wanted: usize, tx: &mut SqliteConnection) -> Result<OfWords, StoreError> {
        let (mut found, mut known, mut until) = (Vec::new(), None, None);
        if let Some(expression) = expression::words(self.query, &self.prefix) {
            let phrases = self.is_of_phrases();
            let (first, enough) = if phrases { (FIRST_PHRASES, PHRASES) } else { (self.first(), CANDIDATES) };
            let matches = self.matches(Index::Words, &expression, first, KEYS, tx).await?;
            found = self.look_at(&matches.keys, enough, Source::Words, tx).await?;
            let few = if found.len() < enough || phrases { wanted } else { FEW.min(wanted) };
            if conversations(&found) < few {
                // The trash, a filter without an index or a long conversation may hide what is older.
                let further = if self.keys.is_none() && matches.until.is_some() {
                    newest_matches(Index::Words, &expression, ALL, KEYS, tx).await?
                } else if found.len() >= enough {
                    matches.keys.clone()
                } else {
                    // They were all looked at.
                    Vec::new()
                };
                found.extend(self.newest_of_each(&further, tx).await?);
            }
            until = matches.until;
            if self.keys.is_none() {
                known = Some(Known { expression, messages: matches.keys, all: until.is_none() });
            }
        }
        let is_common = self.prefix != Prefix::Indexed;
        let reads = (is_common || (until.is_some() && self.keys.is_some())) && !is_enough(&found, wanted);
        if reads {
            found.extend(self.read(until.filter(|_| !is_common), wanted, tx).await?);
        }
        Ok(OfWords { found: each_once(found), known, has_read: reads && is_common })
    }

    async fn substrings(
        &self,
        wanted: usize,
        has_read: bool,
        tx: &mut SqliteConnection,
    ) -> Result<Vec<Found>, StoreError> {
        let Some(substrings) = expression::substrings(self.query, tx).await? else { return Ok(Vec::new()) };
        let matches =
            self.matches(substrings.index, &substrings.expression, self.first(), SIFTED, tx).await?;
        let mut found = if substrings.exact {
            self.look_at(&matches.keys, CANDIDATES, Source::Grams, tx).await?
        } else {
            self.read_first(&matches.keys, wanted, Source::Grams, tx).await?
        };
        let was_read = has_read && substrings.index == Index::Words;
        if !substrings.complete && !was_read && !is_enough(&found, wanted) {
            found.extend(self.read_newest(substrings.index, wanted, Source::Grams, tx).await?);
        }
        Ok(each_once(found))
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
        found(sql, Source::Words, tx).await
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
        found(sql, Source::Words, tx).await
    }

    /// Titles with the letters. For those that the index does not hold there are few enough titles to read them all.
    async fn title_substrings(&self, tx: &mut SqliteConnection) -> Result<Vec<Found>, StoreError> {
        let longest = self.query.terms.iter().map(|term| &term.text).max_by_key(|text| text.chars().count());
        let Some(longest) = longest else { return Ok(Vec::new()) };
        let by_index = "title_grams f CROSS JOIN conversation c ON c.pk = f.rowid";
        let is_worth_it = longest.chars().any(expression::is_without_spaces);
        let sql = match expression::title_substring(longest) {
            Some(expression) => self.of_titles(texts_by, by_index).map(|mut sql| {
                sql.push(" AND f.title_grams MATCH ").push_bind(expression);
                sql
            }),
            None if is_worth_it => self.of_titles(texts_by, "conversation c").map(|mut sql| {
                let pattern = longest.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                sql.push(" AND c.title LIKE ").push_bind(format!("%{pattern}%")).push(" ESCAPE '\\'");
                sql
            }),
            None => None,
        };
        let Some(mut sql) = sql else { return Ok(Vec::new()) };
        sql.push(" ORDER BY c.pk DESC LIMIT ").push_bind(i64::try_from(CANDIDATES).unwrap_or(i64::MAX));
        read_through(sql, |title| self.matcher.has_substrings(title).then_some(Source::Grams), tx).await
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
            condition.push_alone(&mut sql);
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
            return found(sql, Source::Words, tx).await;
        }
        if !self.query.without.is_empty() {
            return if self.is_narrow() {
                self.read_all(tx).await
            } else {
                self.read(None, usize::MAX, tx).await
            };
        }
        let newest = match &self.keys {
            Some(keys) => keys.newest.iter().copied().take(ALONE).collect(),
            None => newest_messages(ALONE, tx).await?,
        };
        self.look_at(&newest, ALONE, Source::Words, tx).await
    }
}

/// Whether nothing further is to be looked for.
pub(super) fn is_enough<'f>(found: impl IntoIterator<Item = &'f Found>, wanted: usize) -> bool {
    let found: Vec<_> = found.into_iter().collect();
    found.len() >= CANDIDATES || conversations(found) >= wanted
}

fn conversations<'f>(found: impl IntoIterator<Item = &'f Found>) -> usize {
    found.into_iter().map(|found| found.conversation).collect::<HashSet<_>>().len()
}

fn each_once(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| std::cmp::Reverse(found.message));
    found.dedup_by_key(|found| found.message);
    found
}
