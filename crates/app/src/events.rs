use parlance_domain::ConversationId;
use parlance_ipc::AppEvent;
use tokio::sync::broadcast;

/// Tells every face what to read again. A face that is not listening misses nothing: it reads when it starts.
pub(crate) struct Events(broadcast::Sender<AppEvent>);

impl Events {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(256).0)
    }

    pub(crate) fn send(&self, event: AppEvent) {
        // An error means that no face listens.
        let _ = self.0.send(event);
    }

    /// Whether a face listens.
    pub(crate) fn heard(&self) -> bool {
        self.0.receiver_count() > 0
    }

    pub(crate) fn conversation(&self, id: ConversationId) {
        self.send(AppEvent::Conversation { id: id.to_string() });
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<AppEvent> {
        self.0.subscribe()
    }
}
