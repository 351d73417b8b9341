//! Where the history does not open: a backup in its place. The damaged file is set aside, not deleted.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_ipc::{DataJobKind, IpcError, NoArgs, RestoreBackupArgs, Startup};
use parlance_store::Store;
use tokio::runtime::Handle;

use super::reading::{is_database, start_of, unread_path};
use super::source::{READY, hold, remove_folder};
use super::target::Target;
use crate::data::Job;
use crate::{App, error};

impl App {
    /// Puts what a backup, a kept copy or an archive holds in the place of a history that does not open or was found damaged.
    pub async fn replace_history(&self, args: RestoreBackupArgs) -> Result<Startup, IpcError> {
        let passphrase = self.passphrase_for(&args).await?;
        let job = self.begin_job(DataJobKind::Restore)?;
        let (handle, home) = (Handle::current(), self.home().folder().to_owned());
        // It is there as a whole before the damaged one is touched.
        let ready = tokio::task::spawn_blocking(move || {
            let lock = hold(&home)?;
            let ready = ready(Path::new(&args.path), passphrase.as_deref(), &home, &handle, job);
            if ready.is_err()
                && let Err(failure) = remove_folder(&home.join(READY))
            {
                tracing::warn!(kind = ?failure.kind(), "what a restore left stays");
            }
            ready.map(|ready| (ready, lock))
        });
        let (ready, _lock) = ready.await.map_err(|_| error::internal("The restore was cut off."))??;
        let placed = self.with_closed_history(async {
            let restored = parlance_store::restore_file(self.home().folder(), &ready).await;
            restored.map_err(|failure| error::open(&failure)).map(drop)
        });
        let placed = placed.await;
        let home = self.home().folder().to_owned();
        let swept = tokio::task::spawn_blocking(move || remove_folder(&home.join(READY))).await;
        if let Ok(Err(failure)) = swept {
            tracing::warn!(kind = ?failure.kind(), "what was restored is there twice");
        }
        // Also where it failed: what was open before is open again.
        let startup = self.retry_startup(NoArgs {}).await;
        placed?;
        startup
    }
}

/// The database that takes the place, with its files in the data folder.
fn ready(
    path: &Path,
    passphrase: Option<&str>,
    home: &Path,
    handle: &Handle,
    job: Job,
) -> Result<PathBuf, IpcError> {
    let failed = |failure: io::Error| error::file(&failure);
    if is_database(&start_of(path).map_err(|failure| unread_path(path, &failure))?) {
        let blobs = handle.block_on(parlance_store::backup_blobs(path));
        let blobs = blobs.map_err(|failure| error::open(&failure))?;
        let total = blobs.len() as u64;
        let aside = home.join(READY);
        remove_folder(&aside).and_then(|()| fs::create_dir_all(&aside)).map_err(failed)?;
        for (done, blob) in (0..).zip(blobs) {
            job.check(done, total)?;
            let from = parlance_store::backed_up_blob(path, blob);
            bring(&from, &parlance_store::blob_file(home, blob), |from, to| copy(from, to, &aside))
                .map_err(failed)?;
        }
        return Ok(path.to_owned());
    }
    let ready = home.join(READY);
    remove_folder(&ready).and_then(|()| fs::create_dir_all(&ready)).map_err(failed)?;
    let store = handle.block_on(Store::open(&ready)).map_err(|failure| error::open(&failure))?;
    let store = Arc::new(store);
    let taken = Target::new(store.clone(), handle.clone(), job, true).take_all(path, passphrase, home);
    handle.block_on(store.close());
    taken?;
    bring_all(&ready.join("blobs"), &home.join("blobs")).map_err(failed)?;
    Ok(parlance_store::database_file(&ready))
}

fn bring_all(from: &Path, to: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(from) {
        Ok(entries) => entries,
        Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(failure) => return Err(failure),
    };
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            bring_all(&entry.path(), &target)?;
        } else {
            bring(&entry.path(), &target, |from, to| fs::rename(from, to))?;
        }
    }
    Ok(())
}

/// Files are named by their bytes: one that is there is the same. One that the backup does not have is left out.
fn bring(from: &Path, to: &Path, how: impl FnOnce(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    if to.exists() || !from.exists() {
        return Ok(());
    }
    if let Some(shelf) = to.parent() {
        fs::create_dir_all(shelf)?;
    }
    how(from, to)
}

/// Under its name it is whole or not there, also after a power cut. The rights of the file on a foreign drive do not come along.
fn copy(from: &Path, to: &Path, aside: &Path) -> io::Result<()> {
    let mut unfinished = tempfile::NamedTempFile::new_in(aside)?;
    io::copy(&mut File::open(from)?, &mut unfinished)?;
    unfinished.as_file().sync_all()?;
    unfinished.persist(to)?;
    Ok(())
}
