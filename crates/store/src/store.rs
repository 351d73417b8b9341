use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool};
use sqlx::{ConnectOptions, Connection, Sqlite, Transaction};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use crate::StoreError;
use crate::files::Folder;
use crate::instance::Instance;
use crate::mapped::Mapped;
use crate::memory::Memory;

/// An open history. Share it behind an `Arc`; every method can be called from several tasks at once.
#[derive(Debug)]
pub struct Store {
    pub(crate) folder: Folder,
    pub(crate) readers: SqlitePool,
    /// The same readers.
    pub(crate) mapped: Arc<Mapped>,
    pub(crate) instance: Instance,
    /// Of a history that is never written.
    pub(crate) memory: Option<Memory>,
    writer: Mutex<Option<Writer>>,
}

/// What a commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Survives a power cut: the log is synced before the commit returns.
    Full,
    /// Survives the death of the process; a power cut may take the newest commits, never the order of them.
    Normal,
}

#[derive(Debug)]
pub(crate) struct Writer {
    options: SqliteConnectOptions,
    connection: SqliteConnection,
    /// `None` while it is being changed and so not known.
    durability: Option<Durability>,
}

impl Writer {
    pub(crate) async fn connect(options: SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        Ok(Self { connection: options.connect().await?, options, durability: None })
    }

    /// A transaction that holds the write lock from its start, so that it cannot fail half-way because another process
    /// wrote. Rolled back when dropped.
    pub(crate) async fn begin(
        &mut self,
        durability: Durability,
    ) -> Result<Transaction<'_, Sqlite>, sqlx::Error> {
        self.leave_lost_transaction().await?;
        if self.durability != Some(durability) {
            self.durability = None;
            // SQLite obeys this pragma when it is compiled, not when it runs: a prepared statement from the cache would do
            // nothing. `raw_sql` compiles each time.
            let pragma = match durability {
                Durability::Full => "PRAGMA synchronous = FULL",
                Durability::Normal => "PRAGMA synchronous = NORMAL",
            };
            sqlx::raw_sql(pragma).execute(&mut self.connection).await?;
            self.durability = Some(durability);
        }
        self.connection.begin_with("BEGIN IMMEDIATE").await
    }

    /// On a full disk or a failed read SQLite ends a transaction by itself. sqlx goes on counting it and would refuse every
    /// transaction after it, so the connection is replaced.
    async fn leave_lost_transaction(&mut self) -> Result<(), sqlx::Error> {
        if self.connection.is_in_transaction() {
            // The rollback of a dropped transaction may still be waiting for its turn; what answers now comes after it.
            self.connection.ping().await?;
        }
        if self.connection.is_in_transaction() {
            let lost = std::mem::replace(&mut self.connection, self.options.connect().await?);
            self.durability = None;
            lost.close().await?;
        }
        Ok(())
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

impl Store {
    pub(crate) fn new(folder: Folder, writer: Writer, mapped: Arc<Mapped>, instance: Instance) -> Self {
        let readers = mapped.readers.clone();
        Self { folder, readers, mapped, instance, memory: None, writer: Mutex::new(Some(writer)) }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.root()
    }

    pub fn database_file(&self) -> PathBuf {
        self.folder.database()
    }

    pub(crate) async fn writer(&self) -> Result<MappedMutexGuard<'_, Writer>, StoreError> {
        MutexGuard::try_map(self.writer.lock().await, Option::as_mut)
            .map_err(|_| StoreError::refused("the history was closed"))
    }

    /// Waits for running work, folds the write-ahead log into the database, closes it and lets go of the folder. What is
    /// asked afterwards fails.
    /// A store that is dropped without it loses nothing.
    pub async fn close(&self) {
        self.readers.close().await;
        if let Some(writer) = self.writer.lock().await.take()
            && let Err(error) = writer.connection.close().await
        {
            tracing::warn!(%error, "the history did not close cleanly");
        }
        self.instance.release();
    }

    /// Whether [`Store::close`] was called: nothing is taken any more.
    pub fn is_closed(&self) -> bool {
        self.readers.is_closed()
    }

    /// SQLite's quick check: the problems it found, none when the database is sound. Reads the whole file.
    pub async fn quick_check(&self) -> Result<Vec<String>, StoreError> {
        Ok(problems(sqlx::query_scalar("PRAGMA quick_check").fetch_all(&self.readers).await?))
    }

    /// SQLite's full check, which also compares every index with its table and the search with the messages. Slow.
    pub async fn integrity_check(&self) -> Result<Vec<String>, StoreError> {
        let mut found =
            problems(sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&self.readers).await?);
        let mut writer = self.writer().await?;
        for check in [
            "INSERT INTO message_words (message_words, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO message_grams (message_grams, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO file_words (file_words, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO word_grams (word_grams, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO title_words (title_words, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO title_grams (title_grams, rank) VALUES ('integrity-check', 1)",
        ] {
            match sqlx::query(check).execute(writer.connection()).await.map_err(StoreError::from) {
                Ok(_) => {}
                Err(error) if error.kind == crate::StoreErrorKind::Corrupt => found.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
}

fn problems(rows: Vec<String>) -> Vec<String> {
    rows.into_iter().filter(|row| row != "ok").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_transaction_waits_for_what_it_asked() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).await.unwrap();
        let mut writer = store.writer().await.unwrap();
        // More than once each: a pragma from the statement cache would be obeyed the first time only.
        for durability in [Durability::Full, Durability::Normal, Durability::Full, Durability::Normal] {
            let mut tx = writer.begin(durability).await.unwrap();
            let level: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *tx).await.unwrap();
            assert_eq!(level, if durability == Durability::Full { 2 } else { 1 });
            tx.commit().await.unwrap();
        }
        let mode: String =
            sqlx::query_scalar("PRAGMA journal_mode").fetch_one(writer.connection()).await.unwrap();
        assert_eq!(mode, "wal");
    }

    #[tokio::test]
    async fn a_transaction_that_sqlite_ended_does_not_block_the_next() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).await.unwrap();
        let mut writer = store.writer().await.unwrap();
        let mut tx = writer.begin(Durability::Full).await.unwrap();
        sqlx::raw_sql("ROLLBACK").execute(&mut *tx).await.unwrap();
        drop(tx);
        writer.begin(Durability::Full).await.unwrap().commit().await.unwrap();
    }

    #[tokio::test]
    async fn a_dropped_transaction_leaves_nothing_and_no_lock() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).await.unwrap();
        let other = Store::open(home.path()).await.unwrap();
        for _ in 0..20 {
            let mut writer = store.writer().await.unwrap();
            let mut tx = writer.begin(Durability::Normal).await.unwrap();
            sqlx::query("INSERT INTO base_url VALUES ('p', 'https://x')").execute(&mut *tx).await.unwrap();
            drop(tx);
            drop(writer);
            other.save_draft(None, "y", parlance_domain::Timestamp(0)).await.unwrap();
            assert_eq!(store.providers().await.unwrap(), crate::Providers::default());
        }
    }
}
