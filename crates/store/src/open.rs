//! From a folder to an open history: look before touching, copy before migrating, recover what died.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parlance_domain::Timestamp;
use sqlx::migrate::{Migrate, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{ConnectOptions, Connection};

use crate::copies::{self, Reason};
use crate::files::{self, Folder};
use crate::instance::{self, Instance};
use crate::mapped::{LastSearch, Mapped, map};
use crate::store::Writer;
use crate::{OpenError, OpenErrorKind, Store, migrations, recovery};

/// A window and a terminal write the same file; each write takes milliseconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: u32 = 3;
/// In KiB, which SQLite takes as a negative number. The list and the search go through the same pages of their indexes again and
/// again; 2 MiB, SQLite's own number, do not hold them.
const READER_CACHE: &str = "-8000";
/// What stays of the write-ahead log after a checkpoint.
const LOG_LIMIT_BYTES: &str = "67108864";
/// Of a new database. Most rows are texts of one or two kilobytes: on smaller pages a fifth of the place is left over between them.
const PAGE_BYTES: u32 = 8192;
/// After so many pages, 4 MB, the write-ahead log is moved into the database.
const CHECKPOINT_PAGES: &str = "500";

/// Where the database of a data folder lies, whether it exists or not.
pub fn database_file(folder: &Path) -> PathBuf {
    Folder::new(folder).database()
}

impl Store {
    /// Opens the history in `folder`, which is created when it is missing (on Unix for its owner alone). Waits while another
    /// process opens the same folder. A database that cannot be used is left as it is.
    pub async fn open(folder: &Path) -> Result<Self, OpenError> {
        open_with(folder, &migrations::all()).await
    }
}

pub(crate) async fn open_with(root: &Path, migrator: &Migrator) -> Result<Store, OpenError> {
    let folder = Folder::new(root);
    let _opening = lock_folder(&folder).await?;
    let database = folder.database();

    let found = look(&folder, migrator).await?;
    let mut copy = None;
    if let Found::Ours { applied } = found
        && applied < migrator.iter().count()
    {
        let running = instance::alive(&folder).map_err(|error| OpenError::io(&folder.instances(), &error))?;
        if !running.is_empty() {
            let detail = "an older version of the app is running and uses this history";
            return Err(OpenError::new(OpenErrorKind::Locked, &database, detail));
        }
        copy = copies::keep(&folder, Reason::Migration, Timestamp::now()).await?;
        if copy.is_none() {
            let detail = "another process is copying the history";
            return Err(OpenError::new(OpenErrorKind::Locked, &database, detail));
        }
    }

    let is_new = !matches!(found, Found::Ours { applied } if applied == migrator.iter().count());
    let mut writer = match connect(&folder, migrator, is_new).await {
        Ok(writer) => writer,
        Err(error) => {
            // A copy of what was not changed would take the room that the next try needs, and with each try the place of another
            // copy. One of a damaged database may be better than it.
            if let Some(copy) = copy.filter(|_| error.kind != OpenErrorKind::Corrupt)
                && look(&folder, migrator).await.is_ok_and(|now| now == found)
            {
                let _ = files::remove_if_there(&folder.copies().join(copy.name));
            }
            return Err(error);
        }
    };
    let instance = Instance::start(&folder).map_err(|error| OpenError::io(&folder.instances(), &error))?;
    recovery::recover(&folder, &mut writer).await.map_err(|error| OpenError::store(&database, &error))?;

    let readers = readers(options(&database));
    Ok(Store::new(folder, writer, readers, instance))
}

pub(crate) fn readers(options: SqliteConnectOptions) -> Arc<Mapped> {
    let last = Arc::new(LastSearch::default());
    let of_readers = Arc::clone(&last);
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .test_before_acquire(false)
        .after_release(move |connection, _| {
            let rests = of_readers.rests();
            Box::pin(async move {
                // A search that was dropped has left behind what interrupts it.
                connection.lock_handle().await?.remove_progress_handler();
                if rests {
                    map(connection, 0).await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options.read_only(true).pragma("cache_size", READER_CACHE));
    Arc::new(Mapped { readers, last })
}

/// Creates the folder and takes its open lock. This is also the first write, and says early that the folder is read-only.
pub(crate) async fn lock_folder(folder: &Folder) -> Result<File, OpenError> {
    let root = folder.root();
    files::create_private_folder(root).map_err(|error| OpenError::io(root, &error))?;
    wait_for_lock(folder).await.map_err(|error| OpenError::io(root, &error))
}

/// Waits while another process opens, recovers or replaces the database.
pub(crate) async fn wait_for_lock(folder: &Folder) -> io::Result<File> {
    let path = folder.open_lock();
    tokio::task::spawn_blocking(move || files::lock(&path)).await.map_err(io::Error::other).flatten()
}

pub(crate) fn options(database: &Path) -> SqliteConnectOptions {
    // Statements are not logged: theirs would be the only log lines that come near the words of a conversation.
    SqliteConnectOptions::new()
        .filename(database)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// `migrates`: there are migrations that the database has not been through.
async fn connect(folder: &Folder, migrator: &Migrator, migrates: bool) -> Result<Writer, OpenError> {
    let database = folder.database();
    create_private_file(&database).map_err(|error| OpenError::io(&database, &error))?;
    let options = options(&database)
        .page_size(PAGE_BYTES)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("journal_size_limit", LOG_LIMIT_BYTES)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
    let mut writer = Writer::connect(options).await.map_err(|error| OpenError::sqlx(&database, &error))?;
    if migrates {
        migrations::run(migrator, &mut writer)
            .await
            .map_err(|error| OpenError::migrate(&database, &error))?;
    }
    Ok(writer)
}

/// SQLite would create the file for everybody to read; its log gets the permissions of the database.
pub(crate) fn create_private_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// There is no database yet, or one without a table.
    Nothing,
    Ours {
        /// How many of the migrations it has been through.
        applied: usize,
    },
}

/// Reads what the folder holds without changing it.
async fn look(folder: &Folder, migrator: &Migrator) -> Result<Found, OpenError> {
    let database = folder.database();
    let size = match fs::metadata(&database) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(OpenError::io(&database, &error)),
    };
    if size == 0 {
        // An empty history in place of a lost one would look as if nothing had ever been said.
        let kept = copies::list(folder).map_err(|error| OpenError::io(&folder.copies(), &error))?;
        if kept.is_empty() {
            return Ok(Found::Nothing);
        }
        let detail = "the file is missing or empty, but copies of it were kept";
        return Err(OpenError::new(OpenErrorKind::Corrupt, &database, detail));
    }
    // SQLite would open a file that it may not write, and fail at the first message.
    OpenOptions::new().write(true).open(&database).map_err(|error| OpenError::io(&database, &error))?;
    inspect(&database, migrator).await
}

/// Whether a file is a history that this version can read. The caller holds the folder's open lock.
pub(crate) async fn inspect(database: &Path, migrator: &Migrator) -> Result<Found, OpenError> {
    let failed = |error: sqlx::Error| OpenError::sqlx(database, &error);
    // Even a reader leaves a log and an index beside the file, unless it is told that nobody writes.
    let reader = options(database).read_only(true).immutable(!is_open_or_unfinished(database));
    let mut connection = reader.connect().await.map_err(failed)?;
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut connection)
        .await
        .map_err(failed)?;
    if tables.is_empty() {
        return Ok(Found::Nothing);
    }
    if !tables.iter().any(|name| name == migrations::TABLE) {
        return Err(OpenError::new(OpenErrorKind::Corrupt, database, "a database of another program"));
    }
    let applied = connection
        .list_applied_migrations(migrations::TABLE)
        .await
        .map_err(|error| OpenError::migrate(database, &error))?;
    connection.close().await.map_err(failed)?;

    for done in &applied {
        let Some(known) = migrator.iter().find(|known| known.version == done.version) else {
            let detail = format!("its schema {} comes from a newer version of the app", done.version);
            return Err(OpenError::new(OpenErrorKind::Newer, database, detail));
        };
        if known.checksum != done.checksum {
            let detail = format!("its schema {} is not the one that was released", done.version);
            return Err(OpenError::new(OpenErrorKind::Corrupt, database, detail));
        }
    }
    // A first start that died before its first migration leaves nothing worth a copy.
    Ok(if applied.is_empty() { Found::Nothing } else { Found::Ours { applied: applied.len() } })
}

/// Whether a process has the database open, or died with it: both show in a log or a journal beside it.
fn is_open_or_unfinished(database: &Path) -> bool {
    ["-wal", "-journal"].iter().any(|end| {
        let mut companion = database.as_os_str().to_owned();
        companion.push(end);
        Path::new(&companion).exists()
    })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use sqlx::SqlSafeStr;
    use sqlx::migrate::{Migration, MigrationType};

    use super::*;
    use crate::copies;

    /// The released migrations and then the given ones.
    fn and_then(extra: &[&'static str]) -> Migrator {
        let mut all: Vec<_> = migrations::all().iter().cloned().collect();
        for (version, sql) in (1000..).zip(extra) {
            all.push(Migration::new(
                version,
                Cow::Borrowed("later"),
                MigrationType::Simple,
                sql.into_sql_str(),
                false,
            ));
        }
        Migrator::with_migrations(all)
    }

    const LATER: [&str; 5] = [
        "CREATE TABLE later_1 (x)",
        "CREATE TABLE later_2 (x)",
        "CREATE TABLE later_3 (x)",
        "CREATE TABLE later_4 (x)",
        "CREATE TABLE later_5 (x)",
    ];

    async fn tables(database: &Path) -> Vec<String> {
        let mut connection = options(database).read_only(true).connect().await.unwrap();
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE name LIKE 'later%' ORDER BY name")
            .fetch_all(&mut connection)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_copy_is_kept_before_each_migration_and_the_last_three_stay() {
        let home = tempfile::tempdir().unwrap();
        drop(Store::open(home.path()).await.unwrap());
        drop(Store::open(home.path()).await.unwrap());
        assert_eq!(copies(home.path()).unwrap(), [], "nothing was migrated");
        for done in 1..=LATER.len() {
            drop(open_with(home.path(), &and_then(&LATER[..done])).await.unwrap());
            let kept = copies(home.path()).unwrap();
            assert_eq!(kept.len(), done.min(3));
            let newest = home.path().join("copies").join(&kept[0].name);
            assert_eq!(tables(&newest).await.len(), done - 1, "the copy is from before the migration");
        }
        let oldest = copies(home.path()).unwrap().pop().unwrap();
        assert_eq!(tables(&home.path().join("copies").join(oldest.name)).await, ["later_1", "later_2"]);
    }

    #[tokio::test]
    async fn a_migration_that_fails_leaves_the_database_as_it_was() {
        let home = tempfile::tempdir().unwrap();
        drop(Store::open(home.path()).await.unwrap());
        let broken = and_then(&[
            "CREATE TABLE later_1 (x)",
            "CREATE TABLE later_2 (x); INSERT INTO no_such_table VALUES (1)",
        ]);
        let error = open_with(home.path(), &broken).await.unwrap_err();
        assert_eq!(error.kind, OpenErrorKind::Other);
        assert_eq!(tables(&database_file(home.path())).await, Vec::<String>::new());
        assert_eq!(
            copies(home.path()).unwrap(),
            [],
            "a copy of what is there takes the place of another one"
        );
        Store::open(home.path()).await.unwrap();
    }

    #[tokio::test]
    async fn a_running_older_version_is_not_migrated_away_under() {
        let home = tempfile::tempdir().unwrap();
        let older = Store::open(home.path()).await.unwrap();
        let newer = and_then(&LATER[..1]);
        assert_eq!(open_with(home.path(), &newer).await.unwrap_err().kind, OpenErrorKind::Locked);
        drop(older);
        open_with(home.path(), &newer).await.unwrap();
        assert_eq!(Store::open(home.path()).await.unwrap_err().kind, OpenErrorKind::Newer);
    }
}
