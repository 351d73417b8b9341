//! Backups in a folder of the person's choice: the database as `VACUUM INTO` writes it, and the files that it names beside it.
//! Several histories may share a folder; each lets go of its own backups alone.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use parlance_domain::{BlobId, Timestamp};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::copies::{check, copy_database};
use crate::files::{self, Folder};
use crate::orphans::known_to;
use crate::{OpenError, OpenErrorKind, Store, migrations, open};

/// Says that a folder is one of backups: where it is missing, the drive is.
const MARK: &str = "parlance-backups.txt";
const MARK_TEXT: &str = "Backups of Parlance lie here. Settings, Data, Backups restores them.\n";
const BLOBS: &str = "parlance-blobs";
const UNFINISHED: &str = ".unfinished";

/// A backup as it lies in its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    pub path: PathBuf,
    /// Which history it is of; see [`backup_name`].
    pub history: String,
    pub made_at: Timestamp,
    /// Of the file alone; the blobs beside it are shared.
    pub size_bytes: u64,
    /// A passphrase is needed to read it.
    pub sealed: bool,
}

/// What a backup is called: `parlance-<milliseconds since 1970>-<history>`, and `.db` or `.zip.age`.
pub fn backup_name(history: &str, made_at: Timestamp, sealed: bool) -> String {
    format!("parlance-{}-{history}.{}", made_at.0, if sealed { "zip.age" } else { "db" })
}

fn parse_name(name: &str) -> Option<(Timestamp, &str, bool)> {
    let rest = name.strip_prefix("parlance-")?;
    let (rest, sealed) = match rest.strip_suffix(".zip.age") {
        Some(rest) => (rest, true),
        None => (rest.strip_suffix(".db")?, false),
    };
    let (made_at, history) = rest.split_once('-')?;
    Some((Timestamp(made_at.parse().ok()?), history, sealed))
}

/// Makes a folder one of backups. The folders above it have to be there.
pub fn prepare_backups(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    fs::write(folder.join(MARK), MARK_TEXT)?;
    files::sync_folder(folder)
}

/// The backups in a folder, newest first.
///
/// # Errors
/// `NotFound` where the folder is not there, or is no folder of backups: a drive that is not connected often leaves an empty one.
pub fn backups(folder: &Path) -> io::Result<Vec<BackupFile>> {
    fs::metadata(folder.join(MARK))?;
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some((made_at, history, sealed)) = name.to_str().and_then(parse_name) else { continue };
        let (history, size_bytes) = (history.to_owned(), entry.metadata()?.len());
        found.push(BackupFile { path: entry.path(), history, made_at, size_bytes, sealed });
    }
    found.sort_by(|a, b| (b.made_at, &b.path).cmp(&(a.made_at, &a.path)));
    Ok(found)
}

/// Where a file that a backup names lies beside it.
pub fn backed_up_blob(backup: &Path, id: BlobId) -> PathBuf {
    shelf(backup.parent().unwrap_or(Path::new("")), id).join(id.to_string())
}

fn shelf(folder: &Path, id: BlobId) -> PathBuf {
    folder.join(BLOBS).join(id.to_string().get(..2).unwrap_or_default())
}

/// Where a backup is written before it has its name. What a process left there that died is removed.
pub fn unfinished_backup(folder: &Path, name: &str) -> io::Result<PathBuf> {
    fs::metadata(folder.join(MARK))?;
    let (_, history, _) = parse_name(name).ok_or(io::ErrorKind::InvalidInput)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let left =
            path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(UNFINISHED));
        if left.and_then(parse_name).is_some_and(|(_, other, _)| other == history) {
            files::remove_if_there(&path)?;
        }
    }
    Ok(folder.join(format!("{name}{UNFINISHED}")))
}

/// Gives a backup that was written and checked its name, and lets go of the oldest of the same history beyond `keep`, and of the
/// files that no backup in the folder names any more.
pub async fn finish_backup(unfinished: &Path, keep: usize) -> Result<BackupFile, OpenError> {
    let folder = unfinished.parent().unwrap_or(Path::new(""));
    let failed = |error: io::Error| OpenError::io(folder, &error);
    let path = unfinished.with_extension("");
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    files::sync_file(unfinished).map_err(failed)?;
    fs::rename(unfinished, &path).map_err(failed)?;
    files::sync_folder(folder).map_err(failed)?;
    let kept = backups(folder).map_err(failed)?;
    let history = parse_name(&name).map(|(_, history, _)| history).unwrap_or_default();
    let own: Vec<_> = kept.iter().filter(|backup| backup.history == history).collect();
    let old: Vec<_> = own.iter().skip(keep.max(1)).map(|backup| backup.path.clone()).collect();
    for path in &old {
        files::remove_if_there(path).map_err(failed)?;
    }
    if !old.is_empty() {
        remove_unnamed_blobs(folder).await?;
    }
    let made = kept.into_iter().find(|backup| backup.path == path);
    made.ok_or_else(|| OpenError::new(OpenErrorKind::Other, &path, "the backup is not where it was written"))
}

/// Where one backup cannot be read nothing is removed: it may name anything.
async fn remove_unnamed_blobs(folder: &Path) -> Result<(), OpenError> {
    let failed = |error: io::Error| OpenError::io(folder, &error);
    let mut named = BTreeSet::new();
    for backup in backups(folder).map_err(failed)?.iter().filter(|backup| !backup.sealed) {
        let Ok(mut connection) = open::options(&backup.path).read_only(true).immutable(true).connect().await
        else {
            return Ok(());
        };
        let Ok(mut ids) = known_to(&mut connection).await else { return Ok(()) };
        named.append(&mut ids);
    }
    let shelves = match fs::read_dir(folder.join(BLOBS)) {
        Ok(shelves) => shelves,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    for shelf in shelves {
        for file in fs::read_dir(shelf.map_err(failed)?.path()).map_err(failed)? {
            let file = file.map_err(failed)?;
            let id = file.file_name().to_str().and_then(|name| name.parse::<BlobId>().ok());
            if id.is_some_and(|id| !named.contains(&id)) {
                files::remove_if_there(&file.path()).map_err(failed)?;
            }
        }
    }
    Ok(())
}

/// Looks whether a backup can be read by this version, and reads the whole of it.
pub async fn check_backup(backup: &Path) -> Result<(), OpenError> {
    check(backup).await?;
    open::inspect(backup, &migrations::all()).await.map(drop)
}

/// The files that a backup names.
pub async fn backup_blobs(backup: &Path) -> Result<Vec<BlobId>, OpenError> {
    check_backup(backup).await?;
    let options = open::options(backup).read_only(true).immutable(true);
    let mut connection = options.connect().await.map_err(|error| OpenError::sqlx(backup, &error))?;
    let named = known_to(&mut connection).await.map_err(|error| OpenError::store(backup, &error))?;
    connection.close().await.map_err(|error| OpenError::sqlx(backup, &error))?;
    Ok(named.into_iter().collect())
}

impl Store {
    /// Writes the history and the files that it names into a folder of backups: each file once, the database beside its name,
    /// checked by opening and by comparing what it holds, and renamed. `go_on` is asked between files.
    ///
    /// # Errors
    /// What was there stays. A folder that is not there is `Other`, and its drive may be missing.
    pub async fn back_up(
        &self,
        folder: &Path,
        history: &str,
        now: Timestamp,
        keep: usize,
        mut go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<Option<BackupFile>, OpenError> {
        let failed = |error: io::Error| OpenError::io(folder, &error);
        let own = &self.folder;
        let lock = own.root().join("backup.lock");
        let Some(_copying) = files::try_lock(&lock).map_err(|error| OpenError::io(&lock, &error))? else {
            return Ok(None);
        };
        // Names grow, also when the clock was set back: the oldest is the first to go.
        let known = backups(folder).map_err(failed)?;
        let newest =
            known.iter().filter(|backup| backup.history == history).map(|backup| backup.made_at.0).max();
        let made_at = Timestamp(now.0.max(newest.map_or(i64::MIN, |newest| newest.saturating_add(1))));
        let unfinished = unfinished_backup(folder, &backup_name(history, made_at, false)).map_err(failed)?;
        match self.fill_backup(&unfinished, &mut go_on).await {
            Ok(true) => finish_backup(&unfinished, keep).await.map(Some),
            Ok(false) => {
                files::remove_if_there(&unfinished).map_err(failed)?;
                Ok(None)
            }
            Err(error) => {
                let _ = files::remove_if_there(&unfinished);
                Err(error)
            }
        }
    }

    async fn fill_backup(
        &self,
        unfinished: &Path,
        go_on: &mut impl FnMut(u64, u64) -> bool,
    ) -> Result<bool, OpenError> {
        let before = self.message_count().await?;
        copy_database(&self.folder.database(), unfinished).await?;
        let after = self.message_count().await?;
        let failed = |error: sqlx::Error| OpenError::sqlx(unfinished, &error);
        let options = open::options(unfinished).read_only(true).immutable(true);
        let mut copy = options.connect().await.map_err(failed)?;
        let copied: i64 =
            sqlx::query_scalar("SELECT count(*) FROM message").fetch_one(&mut copy).await.map_err(failed)?;
        let blobs = known_to(&mut copy).await.map_err(|error| OpenError::store(unfinished, &error))?;
        copy.close().await.map_err(failed)?;
        // Others may have written meanwhile.
        if copied < before.min(after) {
            let detail = format!("the backup holds {copied} messages and the history {after}");
            return Err(OpenError::new(OpenErrorKind::Corrupt, unfinished, detail));
        }
        let all = blobs.len() as u64;
        for (done, id) in (0..).zip(blobs) {
            if !go_on(done, all) {
                return Ok(false);
            }
            let (from, folder) =
                (self.folder.clone(), unfinished.parent().unwrap_or(Path::new("")).to_owned());
            let copied = tokio::task::spawn_blocking(move || copy_blob(&from, &folder, id)).await;
            copied.map_err(io::Error::other).flatten().map_err(|error| OpenError::io(unfinished, &error))?;
        }
        Ok(true)
    }

    async fn message_count(&self) -> Result<i64, OpenError> {
        let count = sqlx::query_scalar("SELECT count(*) FROM message").fetch_one(&self.readers).await;
        count.map_err(|error| OpenError::sqlx(&self.folder.database(), &error))
    }
}

/// One that the history itself has lost is left out.
fn copy_blob(from: &Folder, folder: &Path, id: BlobId) -> io::Result<()> {
    let source = from.blob(id);
    let size = match fs::metadata(&source) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let shelf = shelf(folder, id);
    let target = shelf.join(id.to_string());
    if fs::metadata(&target).is_ok_and(|there| there.len() == size) {
        return Ok(());
    }
    fs::create_dir_all(&shelf)?;
    let incoming = shelf.join(format!("{id}{UNFINISHED}"));
    let placed = fs::copy(&source, &incoming)
        .and_then(|_| files::sync_file(&incoming))
        .and_then(|()| fs::rename(&incoming, &target))
        .and_then(|()| files::sync_folder(&shelf));
    if placed.is_err() {
        let _ = files::remove_if_there(&incoming);
    }
    placed
}
