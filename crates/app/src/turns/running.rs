//! The turns that run now.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use parlance_domain::{ConversationId, MessageId, TurnId};

use super::live::Turn;

#[derive(Default)]
pub(crate) struct Turns {
    running: Mutex<HashMap<TurnId, Arc<Turn>>>,
    /// Also those that have ended and are still being shown: their watchers go on acknowledging.
    shown: Mutex<HashMap<TurnId, Weak<Turn>>>,
    /// Held from the look at a conversation to the start of its turn, so that two cannot start at once.
    begin: tokio::sync::Mutex<()>,
}

impl Turns {
    pub(super) fn running(&self) -> MutexGuard<'_, HashMap<TurnId, Arc<Turn>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn shown(&self) -> MutexGuard<'_, HashMap<TurnId, Weak<Turn>>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn insert(&self, turn: &Arc<Turn>) {
        self.running().insert(turn.id, turn.clone());
        let mut shown = self.shown();
        shown.retain(|_, turn| turn.strong_count() > 0);
        shown.insert(turn.id, Arc::downgrade(turn));
    }

    pub(super) fn get(&self, turn: TurnId) -> Option<Arc<Turn>> {
        self.running().get(&turn).cloned()
    }

    /// The turn that writes `message` now.
    pub(crate) fn writing(&self, message: MessageId) -> Option<TurnId> {
        self.running().values().find(|turn| turn.message == message).map(|turn| turn.id)
    }

    pub(crate) fn in_conversation(&self, conversation: ConversationId) -> Option<TurnId> {
        self.running().values().find(|turn| turn.conversation == conversation).map(|turn| turn.id)
    }

    /// Those that write in the conversation: one, or those of one comparison.
    pub(crate) fn all_in(&self, conversation: ConversationId) -> Vec<Arc<Turn>> {
        self.running().values().filter(|turn| turn.conversation == conversation).cloned().collect()
    }

    pub(crate) fn cancel_in(&self, conversation: ConversationId) {
        for turn in self.all_in(conversation) {
            turn.cancel.cancel();
        }
    }

    /// Lets no turn begin until the guard is dropped.
    pub(crate) async fn hold(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.begin.lock().await
    }

    /// Stops every turn and waits for their seals.
    pub(crate) async fn stop_all(&self) {
        let turns = self.running().values().cloned().collect();
        stop(turns).await;
    }
}

/// Stops turns and waits for their seals.
pub(crate) async fn stop(turns: Vec<Arc<Turn>>) {
    for turn in &turns {
        turn.cancel.cancel();
    }
    for turn in turns {
        turn.ended().await;
    }
}
