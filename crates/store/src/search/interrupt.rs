//! A search that nobody waits for any more stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteConnection};

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
