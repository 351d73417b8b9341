//! A chat that is never written: its history is in memory, and goes with it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlance_domain::{BlobId, Conversation, ConversationId, Timestamp};
use parlance_ipc::{ConversationArgs, ConversationView, ErrorCode, IpcError, NoArgs};
use parlance_store::{Deleted, Store};

use crate::turns::stop;
use crate::{App, error, title};

/// The temporary chat that is open; there is one at a time.
#[derive(Default)]
pub(crate) struct TemporaryChat(Mutex<Option<Open>>);

#[derive(Clone)]
struct Open {
    conversation: ConversationId,
    history: Arc<Store>,
}

impl TemporaryChat {
    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn history_of(&self, conversation: ConversationId) -> Option<Arc<Store>> {
        let open = self.lock();
        open.as_ref().filter(|open| open.conversation == conversation).map(|open| open.history.clone())
    }

    fn take(&self, conversation: ConversationId) -> Option<Open> {
        self.lock().take_if(|open| open.conversation == conversation)
    }
}

impl App {
    /// Begins a chat of which nothing is ever on disk: no message, no draft, no journal, no picture. What its calls took and cost
    /// is counted, without what was said. The temporary chat before it is closed.
    pub async fn begin_temporary(&self, _: NoArgs) -> Result<ConversationView, IpcError> {
        let history = Store::in_memory(self.store().await?).await.map_err(|failure| {
            tracing::error!(kind = ?failure.kind, "a history in memory did not open");
            error::internal("A temporary chat could not be begun.")
        })?;
        let now = Timestamp::now();
        let conversation = ConversationId::new();
        let new = Conversation {
            id: conversation,
            title: String::new(),
            leaf: None,
            model: None,
            created_at: now,
            updated_at: now,
        };
        history.begin_empty(&new).await.map_err(error::store)?;
        let history = Arc::new(history);
        let before =
            self.inner.temporary_chat.lock().replace(Open { conversation, history: history.clone() });
        if let Some(before) = before {
            self.end_temporary(before).await;
        }
        self.view(&history, conversation).await
    }

    /// Forgets a temporary chat. An answer that is being written is stopped first. One that is not there is closed already.
    pub async fn close_temporary(&self, args: ConversationArgs) -> Result<(), IpcError> {
        if let Some(open) = self.inner.temporary_chat.take(args.conversation) {
            self.end_temporary(open).await;
        }
        Ok(())
    }

    /// Writes a temporary chat into the history: from now on it is a conversation like any other, under the same id.
    ///
    /// # Errors
    /// `Busy` while an answer is written, `NotFound` where it was closed, `Invalid` where nothing was said in it. It stays a temporary chat then, and so it does where the
    /// history does not take it.
    pub async fn keep_temporary(&self, args: ConversationArgs) -> Result<ConversationView, IpcError> {
        let id = args.conversation;
        // Nothing may begin in it while it moves.
        let _begin = self.inner.turns.hold().await;
        let history = self.inner.temporary_chat.history_of(id).ok_or_else(gone)?;
        self.refuse_if_busy(id)?;
        let store = self.store().await?;
        let mut chat = history.archive(id).await.map_err(error::store)?;
        let Some(first) = chat.messages.first() else {
            return Err(error::invalid("Nothing was said in this chat yet."));
        };
        chat.title = title::from_text(&first.message.text());
        for part in chat.messages.iter().flat_map(|kept| &kept.message.parts) {
            for picture in part.pictures() {
                let bytes = history.blob(picture.blob).await.map_err(error::store)?;
                let (media_type, now) = (&picture.media_type, Timestamp::now());
                store.put_blob(bytes.into(), media_type, now).await.map_err(error::store)?;
            }
        }
        let draft = history.draft(Some(id)).await.map_err(error::store)?;
        let calls = history.calls_of(id).await.map_err(error::store)?;
        store.merge(&[chat], Deleted::StaysDeleted).await.map_err(error::store)?;
        // It is on disk, and says so, whatever becomes of what goes with it.
        self.inner.temporary_chat.take(id);
        self.changed(id);
        let with_it = async {
            store.save_draft(Some(id), &draft, Timestamp::now()).await?;
            for (place, text) in history.artifact_edits(id).await? {
                store.keep_artifact_edit(place, Some(&text), Timestamp::now()).await?;
            }
            for host in history.image_hosts(id).await? {
                store.set_image_host(id, &host, true).await?;
            }
            store.claim_calls(&calls).await?;
            store.settle().await
        };
        if let Err(error) = with_it.await {
            tracing::warn!(%error, "a chat was kept, but not all that goes with it");
        }
        // Also where it could not be saved: the field holds it, and saves it with the next key.
        Ok(ConversationView { draft, ..self.view(&store, id).await? })
    }

    /// The history in which a conversation is.
    pub(crate) async fn history_of(&self, conversation: ConversationId) -> Result<Arc<Store>, IpcError> {
        match self.inner.temporary_chat.history_of(conversation) {
            Some(history) => Ok(history),
            None => self.store().await,
        }
    }

    /// The same; the new chat's, where there is no conversation yet, is the one on disk.
    pub(crate) async fn history_in(
        &self,
        conversation: Option<ConversationId>,
    ) -> Result<Arc<Store>, IpcError> {
        match conversation {
            Some(id) => self.history_of(id).await,
            None => self.store().await,
        }
    }

    pub(crate) fn is_temporary(&self, conversation: Option<ConversationId>) -> bool {
        conversation.is_some_and(|id| self.inner.temporary_chat.history_of(id).is_some())
    }

    /// The bytes of a file, wherever it is.
    pub(crate) async fn file_bytes(&self, blob: BlobId) -> Result<Vec<u8>, IpcError> {
        let open = self.inner.temporary_chat.lock().clone();
        if let Some(open) = open
            && let Ok(bytes) = open.history.blob(blob).await
        {
            return Ok(bytes);
        }
        self.store().await?.blob(blob).await.map_err(error::store)
    }

    async fn end_temporary(&self, open: Open) {
        stop(self.inner.turns.all_in(open.conversation)).await;
        open.history.close().await;
    }
}

fn gone() -> IpcError {
    IpcError::new(ErrorCode::NotFound, "This temporary chat was closed.")
}
