//! Which conversation somebody looks at, so that an answer elsewhere is noted as unread.

use parlance_domain::ConversationId;
use parlance_ipc::{AppEvent, IpcError, LookArgs};
use parlance_store::Store;
use tokio::sync::Mutex;

use crate::{App, error};

/// Held over a look and what is written of it: an answer that ends meanwhile is either seen or unread.
#[derive(Default)]
pub(crate) struct Looking(Mutex<Look>);

#[derive(Default)]
enum Look {
    /// No face with a list has said: nobody would see what is unread.
    #[default]
    Untold,
    At(Option<ConversationId>),
}

impl App {
    /// Somebody looks at a conversation from now on, which is read with it, or at none.
    pub async fn look_at(&self, args: LookArgs) -> Result<(), IpcError> {
        let mut look = self.inner.looking.0.lock().await;
        *look = Look::At(args.conversation);
        let Some(conversation) = args.conversation else { return Ok(()) };
        let store = self.history_of(conversation).await?;
        if store.mark_read(conversation).await.map_err(error::store)? {
            self.inner.events.send(AppEvent::Conversations);
        }
        Ok(())
    }

    /// An answer has ended there.
    pub(crate) async fn note_answer(&self, store: &Store, conversation: ConversationId) {
        let look = self.inner.looking.0.lock().await;
        match *look {
            Look::Untold => return,
            Look::At(at) if at == Some(conversation) => return,
            Look::At(_) => {}
        }
        if let Err(failure) = store.mark_unread(conversation).await {
            tracing::warn!(kind = ?failure.kind, "an answer was not noted as unread");
        }
    }
}
