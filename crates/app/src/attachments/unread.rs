//! Files that came with an import or a restore: read in the background, so that the search finds their words.

use parlance_ipc::IpcError;
use parlance_store::Store;
use tokio::sync::Mutex;

use crate::{App, error};

/// Held by whoever reads them.
#[derive(Default)]
pub(super) struct Unread(Mutex<()>);

impl App {
    /// As [`App::read_unread_files`], in the background.
    pub(crate) fn read_unread_files_soon(&self) {
        let app = self.clone();
        tokio::spawn(async move {
            if let Ok(store) = app.store().await {
                app.read_unread_files(&store).await;
            }
        });
    }

    /// Reads what is to be read, one file after the other. What is left when the process ends is read after the next start.
    pub(crate) async fn read_unread_files(&self, store: &Store) {
        let _reading = self.inner.attachments.unread.0.lock().await;
        if let Err(failure) = self.read_all(store).await
            && !store.is_closed()
        {
            tracing::warn!(code = ?failure.code, "files that came from elsewhere are still to be read");
        }
    }

    async fn read_all(&self, store: &Store) -> Result<(), IpcError> {
        while let Some(file) = store.next_unread_file().await.map_err(error::store)? {
            self.read_file(store, file.blob, &file.media_type).await?;
            store.file_was_read(file.blob).await.map_err(error::store)?;
        }
        Ok(())
    }
}
