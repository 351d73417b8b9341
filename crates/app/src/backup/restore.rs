//! From a backup, a kept copy or an archive into the history. Everything is merged, nothing that is here changes.

use std::fs::File;
use std::path::{Path, PathBuf};

use parlance_ipc::{AppEvent, DataJobKind, IpcError, RestoreBackupArgs, RestoreReport};
use tokio::runtime::Handle;

use super::reading::unread;
use super::target::Target;
use crate::{App, error};

impl App {
    /// What a restore would bring, without changing anything.
    pub async fn preview_restore(&self, args: RestoreBackupArgs) -> Result<RestoreReport, IpcError> {
        self.walk(args, DataJobKind::Preview).await
    }

    /// Merges a file into the history.
    pub async fn restore_backup(&self, args: RestoreBackupArgs) -> Result<RestoreReport, IpcError> {
        let report = self.walk(args, DataJobKind::Restore).await;
        // Also of a restore that was stopped half-way something may be there.
        self.inner.events.send(AppEvent::Conversations);
        self.inner.events.send(AppEvent::Startup);
        self.read_unread_files_soon();
        report
    }

    async fn walk(&self, args: RestoreBackupArgs, kind: DataJobKind) -> Result<RestoreReport, IpcError> {
        let passphrase = self.passphrase_for(&args).await?;
        let store = self.store().await?;
        let job = self.begin_job(kind)?;
        let (handle, folder) = (Handle::current(), self.home().folder().to_owned());
        let walked = tokio::task::spawn_blocking(move || {
            let target = Target::new(store, handle, job, kind == DataJobKind::Restore);
            target.take_all(Path::new(&args.path), passphrase.as_deref(), &folder)
        });
        walked.await.map_err(|_| error::internal("The restore was cut off."))?
    }

    /// Whether a file is behind a passphrase that neither came along nor is in the keyring.
    pub async fn wants_passphrase(&self, args: &RestoreBackupArgs) -> Result<bool, IpcError> {
        if args.passphrase.as_ref().is_some_and(|given| !given.is_empty()) || !is_sealed(&args.path).await? {
            return Ok(false);
        }
        Ok(!matches!(self.passphrase().await, Ok(Some(_))))
    }

    /// The passphrase that a file needs: the one that came along, else the one in the keyring.
    pub(super) async fn passphrase_for(&self, args: &RestoreBackupArgs) -> Result<Option<String>, IpcError> {
        let given = args.passphrase.clone().filter(|passphrase| !passphrase.is_empty());
        if !is_sealed(&args.path).await? || given.is_some() {
            return Ok(given);
        }
        match self.passphrase().await {
            Ok(Some(secret)) => Ok(Some(secret.expose().to_owned())),
            Ok(None) | Err(_) => Err(error::invalid("Enter the passphrase of this backup.")),
        }
    }
}

async fn is_sealed(path: &str) -> Result<bool, IpcError> {
    let file = PathBuf::from(path);
    let sealed = tokio::task::spawn_blocking(move || parlance_archive::is_sealed(File::open(file)?)).await;
    let sealed = sealed.map_err(|_| error::internal("The file was not read."))?;
    sealed.map_err(|failure| unread(path, &failure))
}
