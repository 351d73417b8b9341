//! What leaves the trash for good: asked for, or thirty days old.

use std::sync::Arc;

use parlance_domain::Timestamp;
use parlance_ipc::{AppEvent, ConversationsArgs, IpcError, NoArgs};
use parlance_store::Store;

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
