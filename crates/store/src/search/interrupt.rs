//! A search that nobody waits for any more stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteConnection};

use crate::mapped::{BYTES, map};
use crate::{Store, StoreError};

/// Steps of SQLite's machine between two looks: some hundredths of a millisecond.
const STEPS: i32 = 1000;

/// A reader whose statement ends within a moment when this is dropped.
pub(super) struct Interruptible {
    connection: PoolConnection<Sqlite>,
    unwanted: Unwanted,
}

/// Dropped, it says so to the thread that reads.
struct Unwanted(Arc<AtomicBool>);

impl Drop for Unwanted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Store {
    pub(super) async fn interruptible(&self) -> Result<Interruptible, StoreError> {
        let mut connection = self.readers.acquire().await?;
        self.mapped.searched();
        map(&mut connection, BYTES).await?;
        let unwanted = Unwanted(Arc::default());
        let stop = Arc::clone(&unwanted.0);
        connection.lock_handle().await?.set_progress_handler(STEPS, move || !stop.load(Ordering::Relaxed));
        Ok(Interruptible { connection, unwanted })
    }
}

impl Interruptible {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Hands the reader back for others. One that is dropped is looked after by the pool.
    pub(super) async fn finish(mut self) -> Result<(), StoreError> {
        self.connection.lock_handle().await?.remove_progress_handler();
        drop(self.unwanted);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Whether any reader is, once all of them are back.
    async fn is_mapped(store: &Store) -> bool {
        let mut mapped = false;
        let mut readers = Vec::new();
        for _ in 0..store.readers.options().get_max_connections() {
            let mut reader = store.readers.acquire().await.unwrap();
            let bytes: i64 = sqlx::query_scalar("PRAGMA mmap_size").fetch_one(&mut *reader).await.unwrap();
            mapped |= bytes != 0;
            readers.push(reader);
        }
        mapped
    }

    #[tokio::test]
    async fn the_database_is_mapped_until_nobody_searches() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).await.unwrap();
        let mut reader = store.interruptible().await.unwrap();
        let bytes: i64 = sqlx::query_scalar("PRAGMA mmap_size").fetch_one(reader.connection()).await.unwrap();
        assert_eq!(bytes, i64::from(BYTES));
        reader.finish().await.unwrap();
        assert!(is_mapped(&store).await);
        store.mapped.rested().await;
        assert!(!is_mapped(&store).await);
    }

    #[tokio::test]
    async fn what_was_dropped_gives_its_reader_back() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).await.unwrap();
        // More often than there are readers: one that went on for ever would be missed.
        for _ in 0..9 {
            let endless = async {
                let mut reader = store.interruptible().await.unwrap();
                let counted: Result<i64, _> = sqlx::query_scalar(
                    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
                )
                .fetch_one(reader.connection())
                .await;
                panic!("{counted:?}");
            };
            tokio::time::timeout(Duration::from_millis(20), endless).await.unwrap_err();
        }
        for _ in 0..9 {
            // Nothing of the interrupted ones is left with it: this takes more steps than lie between two looks.
            let mut reader = store.readers.acquire().await.unwrap();
            let counted: i64 = sqlx::query_scalar(
                "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 10000) SELECT count(*) FROM n",
            )
            .fetch_one(&mut *reader)
            .await
            .unwrap();
            assert_eq!(counted, 10_000);
        }
    }
}
