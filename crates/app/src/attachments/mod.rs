//! Files that a person attaches: how they come into the history, what is read of them, and what of them goes to a model.

mod arriving;
mod pictures;
mod reading;
mod sending;
mod unread;

use parlance_domain::{Attachment, ConversationId};
use parlance_ipc::{
    AppEvent, DraftFileArgs, DraftFileView, DraftFilesArgs, IpcError, RestoreFileArgs, SaveFileArgs,
    WrittenFile,
};
use parlance_store::{DraftFile, Store};

use crate::{App, error, new_file};
pub(crate) use arriving::{Arriving, plain_name};
pub(crate) use pictures::{Prepared, tokens_of_bytes};
pub(crate) use reading::Readings;
pub(crate) use sending::{Documents, SentFiles, named, picture_tokens};

/// What is known of files while the app runs.
#[derive(Default)]
pub(crate) struct Attachments {
    pub(crate) arriving: Arriving,
    pub(crate) readings: Readings,
    pub(crate) prepared: Prepared,
    unread: unread::Unread,
}

impl App {
    /// The files beside a draft, in order.
    pub async fn draft_files(&self, args: DraftFilesArgs) -> Result<Vec<DraftFileView>, IpcError> {
        let store = self.history_in(args.conversation).await?;
        let files = store.draft_files(args.conversation).await.map_err(error::store)?;
        let mut views = Vec::with_capacity(files.len());
        for file in files {
            views.push(self.draft_file_view(&store, file).await?);
        }
        Ok(views)
    }

    pub async fn remove_draft_file(&self, args: DraftFileArgs) -> Result<(), IpcError> {
        self.store().await?.remove_draft_file(args.id).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::DraftFiles);
        Ok(())
    }

    /// Puts a file back that was taken away.
    ///
    /// # Errors
    /// `NotFound` where its bytes, or its conversation, are gone.
    pub async fn restore_draft_file(&self, args: RestoreFileArgs) -> Result<DraftFileView, IpcError> {
        let RestoreFileArgs { conversation, blob, name, media_type, size_bytes, position } = args;
        let store = self.store().await?;
        let file = Attachment { blob, name, media_type, size_bytes };
        let added = store.add_draft_file(conversation, &file, Some(position)).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::DraftFiles);
        self.draft_file_view(&store, added).await
    }

    /// Writes a file of the history into `folder`, under its own name. No file that is there is replaced.
    pub async fn save_file(
        &self,
        args: SaveFileArgs,
        folder: std::path::PathBuf,
    ) -> Result<WrittenFile, IpcError> {
        let from = self.store().await?.open_blob(args.blob).await.map_err(error::store)?;
        new_file::copy(folder, &plain_name(&args.name), from).await
    }

    pub(crate) async fn draft_file_view(
        &self,
        store: &Store,
        DraftFile { id, position, file }: DraftFile,
    ) -> Result<DraftFileView, IpcError> {
        let content = self.file_content(store, &file).await?;
        let Attachment { blob, name, media_type, size_bytes } = file;
        Ok(DraftFileView { id, position, blob, name, media_type, size_bytes, content })
    }

    /// About what the files beside a draft cost, in tokens.
    pub(crate) async fn draft_tokens(
        &self,
        store: &Store,
        conversation: Option<ConversationId>,
    ) -> Result<u64, IpcError> {
        let files = store.draft_files(conversation).await.map_err(error::store)?;
        let mut tokens = 0;
        for file in files {
            tokens += reading::tokens(self.file_content(store, &file.file).await?);
        }
        Ok(tokens)
    }
}
