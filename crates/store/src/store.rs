use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnection, SqlitePool};
use sqlx::{Connection, Sqlite, Transaction};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use crate::StoreError;
use crate::files::Folder;
use crate::instance::Instance;

/// An open history. Share it behind an `Arc`; every method can be called from several tasks at once.
#[derive(Debug)]
pub struct Store {
    pub(crate) folder: Folder,
    pub(crate) readers: SqlitePool,
    pub(crate) instance: Instance,
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
    connection: SqliteConnection,
    /// `None` while it is being changed and so not known.
    durability: Option<Durability>,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self { connection, durability: None }
    }

    /// A transaction that holds the write lock from its start, so that it cannot fail half-way because another process
    /// wrote. Rolled back when dropped.
    pub(crate) async fn begin(
        &mut self,
        durability: Durability,
    ) -> Result<Transaction<'_, Sqlite>, sqlx::Error> {
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

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

impl Store {
    pub(crate) fn new(folder: Folder, writer: Writer, readers: SqlitePool, instance: Instance) -> Self {
        Self { folder, readers, instance, writer: Mutex::new(Some(writer)) }
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

    /// Waits for running work, folds the write-ahead log into the database and closes it. What is asked afterwards fails.
    /// A store that is dropped without it loses nothing.
    pub async fn close(&self) {
        self.readers.close().await;
        if let Some(writer) = self.writer.lock().await.take()
            && let Err(error) = writer.connection.close().await
        {
            tracing::warn!(%error, "the history did not close cleanly");
        }
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
