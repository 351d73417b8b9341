//! What leaves the trash for good: asked for, or thirty days old.

use std::sync::Arc;

use parlance_domain::Timestamp;
use parlance_ipc::{AppEvent, ConversationsArgs, IpcError, MessageArgs, NoArgs};
use parlance_store::{Store, StoreError};

use crate::{App, error};

impl App {
    /// Those of these conversations that are in the trash are gone with the answer, and cannot be brought back.
    pub async fn delete_for_good(&self, args: ConversationsArgs) -> Result<(), IpcError> {
        let store = self.store().await?;
        store.doom(&args.conversations).await.map_err(error::store)?;
        self.gone(store);
        Ok(())
    }

    /// As [`App::delete_for_good`], of all that is in the trash.
    pub async fn empty_trash(&self, _: NoArgs) -> Result<(), IpcError> {
        let store = self.store().await?;
        store.doom_trash().await.map_err(error::store)?;
        self.gone(store);
        Ok(())
    }

    /// As [`App::delete_for_good`], of a branch that is in the trash, and of those that hang on it.
    pub async fn delete_branch_for_good(&self, args: MessageArgs) -> Result<(), IpcError> {
        let store = self.store().await?;
        store.doom_branch(args.conversation, args.message).await.map_err(error::store)?;
        self.gone(store);
        Ok(())
    }

    /// As [`App::empty_trash`], and waits until what can go has gone.
    pub(crate) async fn take_out_trash(&self, store: Arc<Store>) -> Result<(), StoreError> {
        store.doom_trash().await?;
        self.inner.events.send(AppEvent::Conversations);
        store.purge(Timestamp::now()).await?;
        Ok(())
    }

    fn gone(&self, store: Arc<Store>) {
        self.inner.events.send(AppEvent::Conversations);
        tokio::spawn(purge(store));
    }
}

/// Removes what is due. What fails is due again after the next start.
pub(crate) async fn purge(store: Arc<Store>) {
    match store.purge(Timestamp::now()).await {
        Ok(purged) => {
            if purged.conversations + purged.messages > 0 {
                tracing::info!(purged.conversations, purged.messages, "the trash was taken out");
            }
        }
        // The history was closed meanwhile.
        Err(_) if store.is_closed() => {}
        Err(failure) => tracing::warn!(kind = ?failure.kind, "the trash was not taken out"),
    }
}
