//! Kept copies of the database: one before each migration, one a day. What a restore replaces is set aside, never deleted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use parlance_domain::Timestamp;
use sqlx::{ConnectOptions, Connection};

use crate::files::{self, Folder};
use crate::open::{create_private_file, inspect, lock_folder, options};
use crate::{OpenError, OpenErrorKind, Store, instance, migrations};

/// Of each reason.
const KEPT: usize = 3;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A kept copy of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseCopy {
    /// The file's name in the folder of kept copies.
    pub name: String,
    pub made_at: Timestamp,
    pub size_bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    Migration,
    Daily,
}

impl Reason {
    fn name(self) -> &'static str {
        match self {
            Self::Migration => "migration",
            Self::Daily => "daily",
        }
    }
}

/// The kept copies of a data folder, newest first. Needs no open database.
pub fn copies(folder: &Path) -> io::Result<Vec<DatabaseCopy>> {
    list(&Folder::new(folder))
}

pub(crate) fn list(folder: &Folder) -> io::Result<Vec<DatabaseCopy>> {
    let entries = match fs::read_dir(folder.copies()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut copies = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if let Some((made_at, _)) = parse_name(&name) {
            copies.push(DatabaseCopy { name, made_at, size_bytes: entry.metadata()?.len() });
        }
    }
    copies.sort_by(|a, b| (b.made_at, &b.name).cmp(&(a.made_at, &a.name)));
    Ok(copies)
}

/// `history-<milliseconds since 1970>-<reason>.db`
fn parse_name(name: &str) -> Option<(Timestamp, &str)> {
    let (made_at, reason) = name.strip_prefix("history-")?.strip_suffix(".db")?.split_once('-')?;
    let known = [Reason::Migration, Reason::Daily].iter().any(|known| known.name() == reason);
    known.then_some((Timestamp(made_at.parse().ok()?), reason))
}

impl Store {
    /// Keeps a copy when the newest one is a day old or there is none, and the history holds a message. Gives the copy that
    /// was made. Reads the whole database and blocks no writer: for the background, after a start.
    pub async fn keep_copy(&self, now: Timestamp) -> Result<Option<DatabaseCopy>, OpenError> {
        let folder = &self.folder;
        let kept = list(folder).map_err(|error| OpenError::io(&folder.copies(), &error))?;
        // A copy from the future, of a clock that was wrong, says nothing about today.
        let fresh = |newest: &DatabaseCopy| (0..DAY_MS).contains(&now.0.saturating_sub(newest.made_at.0));
        if kept.first().is_some_and(fresh) {
            return Ok(None);
        }
        let spoken: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM message)")
            .fetch_one(&self.readers)
            .await
            .map_err(|error| OpenError::sqlx(&folder.database(), &error))?;
        if !spoken {
            return Ok(None);
        }
        keep(folder, Reason::Daily, now).await
    }
}

/// Copies the database, checks the copy, and only then lets go of the oldest of the same reason. `None` when another process
/// is making a copy now.
pub(crate) async fn keep(
    folder: &Folder,
    reason: Reason,
    now: Timestamp,
) -> Result<Option<DatabaseCopy>, OpenError> {
    let copies = folder.copies();
    let io_failed = |error: io::Error| OpenError::io(&copies, &error);
    files::create_private_folder(&copies).map_err(io_failed)?;
    let Some(_copying) = files::try_lock(&copies.join("copying.lock")).map_err(io_failed)? else {
        return Ok(None);
    };
    remove_unfinished(&copies).map_err(io_failed)?;

    // Names grow, also when two copies are made in one millisecond or the clock was set back: the oldest is the first to go.
    let newest = list(folder).map_err(io_failed)?.first().map_or(i64::MIN, |newest| newest.made_at.0);
    let made_at = now.0.max(newest.saturating_add(1));
    let name = format!("history-{made_at}-{}.db", reason.name());
    let unfinished = copies.join(format!("{name}.unfinished"));
    let copied = copy_database(&folder.database(), &unfinished).await;
    let finished = match copied {
        Ok(()) => finish(&unfinished, &copies, &name).map_err(io_failed),
        Err(error) => Err(error),
    };
    if let Err(error) = finished {
        let _ = files::remove_if_there(&unfinished);
        return Err(error);
    }
    let kept = list(folder).map_err(io_failed)?;
    let of_reason =
        kept.iter().filter(|copy| parse_name(&copy.name).is_some_and(|(_, r)| r == reason.name()));
    for old in of_reason.skip(KEPT) {
        files::remove_if_there(&copies.join(&old.name)).map_err(io_failed)?;
    }
    Ok(kept.into_iter().find(|copy| copy.name == name))
}

fn finish(unfinished: &Path, copies: &Path, name: &str) -> io::Result<()> {
    files::sync_file(unfinished)?;
    fs::rename(unfinished, copies.join(name))?;
    files::sync_folder(copies)
}

/// Of a process that died while copying.
fn remove_unfinished(copies: &Path) -> io::Result<()> {
    for entry in fs::read_dir(copies)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("history-") && name.contains(".db.unfinished") {
            files::remove_if_there(&path)?;
        }
    }
    Ok(())
}

pub(crate) async fn copy_database(from: &Path, to: &Path) -> Result<(), OpenError> {
    let target = to.to_str().ok_or_else(|| {
        OpenError::new(OpenErrorKind::Other, to, "SQLite needs a path that is valid Unicode")
    })?;
    create_private_file(to).map_err(|error| OpenError::io(to, &error))?;
    let failed = |error: sqlx::Error| OpenError::sqlx(from, &error);
    let mut connection = options(from).read_only(true).connect().await.map_err(failed)?;
    sqlx::query("VACUUM INTO ?").bind(target).execute(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    check(to).await
}

/// Reads the whole file and compares what must agree.
pub(crate) async fn check(database: &Path) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| OpenError::sqlx(database, &error);
    // Nobody else has the file, and without this a check would leave a log and an index beside it.
    let mut connection = options(database).read_only(true).immutable(true).connect().await.map_err(failed)?;
    let found: Vec<String> =
        sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    match found.iter().find(|line| *line != "ok") {
        Some(problem) => Err(OpenError::new(OpenErrorKind::Corrupt, database, problem.clone())),
        None => Ok(()),
    }
}

/// Puts a kept copy in the place of the database. The database is moved to a folder of its own, which is returned; `None`
/// when there was none. The copy stays kept. Refused while a process has the history open.
pub async fn restore_copy(folder: &Path, name: &str) -> Result<Option<PathBuf>, OpenError> {
    let own = Folder::new(folder);
    let kept = list(&own).map_err(|error| OpenError::io(&own.copies(), &error))?;
    let Some(copy) = kept.iter().find(|copy| copy.name == name) else {
        return Err(OpenError::new(OpenErrorKind::Other, &own.copies(), "no such copy"));
    };
    restore_file(folder, &own.copies().join(&copy.name)).await
}

/// As [`restore_copy`], with a database from anywhere. The files that it names are the caller's to bring.
pub async fn restore_file(folder: &Path, source: &Path) -> Result<Option<PathBuf>, OpenError> {
    let folder = Folder::new(folder);
    let _opening = lock_folder(&folder).await?;
    let database = folder.database();
    let running = instance::alive(&folder).map_err(|error| OpenError::io(&folder.instances(), &error))?;
    if !running.is_empty() {
        let detail = "the app is running and uses this history";
        return Err(OpenError::new(OpenErrorKind::Locked, &database, detail));
    }
    check(source).await?;
    inspect(source, &migrations::all()).await?;

    let incoming = folder.root().join("history.db.restoring");
    let placed = fs::copy(source, &incoming)
        .and_then(|_| files::sync_file(&incoming))
        .and_then(|()| set_aside(&folder))
        .and_then(|aside| fs::rename(&incoming, &database).map(|()| aside))
        .and_then(|aside| files::sync_folder(folder.root()).map(|()| aside));
    if placed.is_err() {
        let _ = files::remove_if_there(&incoming);
    }
    placed.map_err(|error| OpenError::io(&database, &error))
}

fn set_aside(folder: &Folder) -> io::Result<Option<PathBuf>> {
    // The database goes first: should the machine stop here, a database without its log must not look whole.
    let there: Vec<_> = [folder.database()]
        .into_iter()
        .chain(folder.database_companions())
        .filter(|file| file.exists())
        .collect();
    if there.is_empty() {
        return Ok(None);
    }
    let aside = folder.set_aside().join(Timestamp::now().0.to_string());
    files::create_private_folder(&aside)?;
    for file in there {
        if let Some(name) = file.file_name() {
            fs::rename(&file, aside.join(name))?;
        }
    }
    files::sync_folder(&aside)?;
    Ok(Some(aside))
}
