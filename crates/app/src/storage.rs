//! What takes room on the disk, and cleaning up.

use parlance_domain::Timestamp;
use parlance_ipc::{
    CleanUp, CleanUpArgs, CleanedUp, ConversationSize, DataJobKind, ErrorCode, IpcError, NoArgs, StorageView,
    Verification,
};
use parlance_store::{Storage, Store};

use crate::{App, error};

impl App {
    pub async fn storage(&self, _: NoArgs) -> Result<StorageView, IpcError> {
        let store = self.store().await?;
        let mut storage = view(self.storage_of(&store).await?);
        // A folder that cannot be read is told where backups are settled.
        let backups = self.backups(NoArgs {}).await.map(|found| found.backups).unwrap_or_default();
        for backup in backups.into_iter().filter(|backup| backup.own) {
            storage.backups += backup.size_bytes;
            storage.backup_count += 1;
        }
        Ok(storage)
    }

    /// Cleans one thing up, and measures before and after.
    pub async fn clean_up(&self, args: CleanUpArgs) -> Result<CleanedUp, IpcError> {
        let store = self.store().await?;
        let _job = self.begin_job(DataJobKind::CleanUp)?;
        let before = self.storage_of(&store).await?;
        match args.what {
            CleanUp::Trash => self.take_out_trash(store.clone()).await,
            CleanUp::Orphans => store.remove_orphans(Timestamp::now()).await.map(drop),
            CleanUp::OldCopies => store.remove_old_copies().await.map(drop),
            CleanUp::Compact if before.disk_free < before.database => {
                let message =
                    "Compacting needs as much free room on the disk as the history takes. Make room first.";
                return Err(IpcError::new(ErrorCode::DiskFull, message));
            }
            CleanUp::Compact => store.compact().await,
        }
        .map_err(error::store)?;
        let after = self.storage_of(&store).await?;
        let of = |storage: &Storage| match args.what {
            CleanUp::Trash => storage.trash,
            CleanUp::Orphans => storage.blobs,
            CleanUp::OldCopies => storage.copies,
            CleanUp::Compact => storage.database,
        };
        Ok(CleanedUp { before: of(&before), after: of(&after) })
    }

    /// Reads the whole history and every file of it.
    pub async fn verify(&self) -> Result<Verification, IpcError> {
        let store = self.store().await?;
        let job = self.begin_job(DataJobKind::CleanUp)?;
        let found = store.verify(|done, total| {
            job.at(done, total);
        });
        let found = found.await.map_err(error::store)?;
        Ok(Verification {
            conversations: found.conversations,
            messages: found.messages,
            blobs: found.blobs,
            problems: found.problems,
        })
    }

    async fn storage_of(&self, store: &Store) -> Result<Storage, IpcError> {
        store.storage(&self.home().logs()).await.map_err(error::store)
    }
}

fn view(storage: Storage) -> StorageView {
    StorageView {
        database: storage.database,
        messages: storage.messages,
        trash: storage.trash,
        index: storage.index,
        database_free: storage.database_free,
        blobs: storage.blobs,
        blob_count: storage.blob_count,
        copies: storage.copies,
        copy_count: storage.copy_count,
        backups: 0,
        backup_count: 0,
        set_aside: storage.set_aside,
        logs: storage.logs,
        disk_free: storage.disk_free,
        conversations: storage
            .conversations
            .into_iter()
            .map(|size| ConversationSize {
                id: size.id,
                title: size.title,
                in_trash: size.in_trash,
                bytes: size.bytes,
            })
            .collect(),
    }
}
