//! The database in the system's memory, where a search reads it without a copy of each page.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use sqlx::AssertSqlSafe;
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tokio::time::Instant;

/// From the beginning of the last search on the map stays for so long: to map each page anew takes a third of a search's time, and
/// who types searches with every key. Not for good, for what was read counts as the app's memory.
const REST: Duration = Duration::from_secs(5);
/// All that SQLite maps.
pub(crate) const BYTES: u32 = 0x7fff_0000;

/// When somebody searched last.
#[derive(Debug, Default)]
pub(crate) struct LastSearch(Mutex<Option<Instant>>);

impl LastSearch {
    fn is_now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether nobody has searched for a while.
    pub(crate) fn rests(&self) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_none_or(|last| last.elapsed() >= REST)
    }
}

/// The readers that may be mapped.
#[derive(Debug)]
pub(crate) struct Mapped {
    pub(crate) readers: SqlitePool,
    pub(crate) last: Arc<LastSearch>,
}

impl Mapped {
    /// Notes a search, and has the maps taken away when none has followed for [`REST`]. A reader that is busy then loses its own when it
    /// comes back. It holds nothing open: what was closed or dropped stays so.
    pub(crate) fn searched(self: &Arc<Self>) {
        self.last.is_now();
        let mapped = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(REST).await;
            if let Some(mapped) = Weak::upgrade(&mapped)
                && mapped.last.rests()
            {
                mapped.take_away().await;
            }
        });
    }

    /// As when nobody has searched for a while.
    #[cfg(test)]
    pub(crate) async fn rested(&self) {
        *self.last.0.lock().unwrap() = None;
        self.take_away().await;
    }

    async fn take_away(&self) {
        // Together, or the same one would come again.
        let idle: Vec<_> = std::iter::from_fn(|| self.readers.try_acquire()).collect();
        for mut reader in idle {
            if let Err(error) = map(&mut reader, 0).await {
                tracing::warn!(%error, "the history stays mapped");
            }
        }
    }
}

/// Has the first so many bytes of the database read where they lie in the system's memory: the most that a search does.
///
/// What the disk cannot read ends the process instead of the search then. The index of the write-ahead log is mapped in any case.
pub(crate) async fn map(reader: &mut SqliteConnection, bytes: u32) -> Result<(), sqlx::Error> {
    // Like `synchronous`, obeyed when it is compiled.
    sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA mmap_size = {bytes}"))).execute(reader).await?;
    Ok(())
}
