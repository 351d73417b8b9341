//! What is done to conversations, and the way back from it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use parlance_domain::Timestamp;
use parlance_ipc::{AppEvent, ChangeArgs, Changed, ConversationChange, ErrorCode, IpcError, TakeBackArgs};
use parlance_store::{Change, Changes, DeletedFolder, DeletedTag};

use crate::{App, error};

/// So many things can be taken back.
const KEPT: usize = 50;

/// What was done of late, in memory: the ids of twenty thousand conversations need not travel to a window and back.
#[derive(Default)]
pub(crate) struct Done(Mutex<Deeds>);

#[derive(Default)]
struct Deeds {
    last: u64,
    kept: VecDeque<(u64, Deed)>,
}

#[derive(Debug, Clone)]
pub(super) enum Deed {
    Changed(Changes),
    FolderDeleted(DeletedFolder),
    TagDeleted(DeletedTag),
}

impl Done {
    fn keep(&self, deed: Deed) -> u64 {
        let mut deeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        deeds.last += 1;
        let number = deeds.last;
        deeds.kept.push_back((number, deed));
        if deeds.kept.len() > KEPT {
            deeds.kept.pop_front();
        }
        number
    }

    fn get(&self, number: u64) -> Option<Deed> {
        let deeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        deeds.kept.iter().find(|(kept, _)| *kept == number).map(|(_, deed)| deed.clone())
    }

    fn forget(&self, number: u64) {
        let mut deeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        deeds.kept.retain(|(kept, _)| *kept != number);
    }
}

impl App {
    /// Does it to all of them or, where it fails, to none. Turns in what goes into the trash are stopped.
    pub async fn change_conversations(&self, args: ChangeArgs) -> Result<Changed, IpcError> {
        let change = match args.change {
            ConversationChange::Folder { folder } => Change::Folder(folder),
            ConversationChange::Pinned { set } => Change::Pinned(set),
            ConversationChange::Archived { set } => Change::Archived(set),
            ConversationChange::Trashed { set } => Change::Trashed(set),
            ConversationChange::Tag { tag, given } => Change::Tag { tag, given },
        };
        if change == Change::Trashed(true) {
            for conversation in &args.conversations {
                self.inner.turns.cancel_in(*conversation);
            }
        }
        let store = self.store().await?;
        let changes =
            store.change(&args.conversations, change, Timestamp::now()).await.map_err(error::store)?;
        let conversations = changes.conversations().len();
        Ok(self.done(Deed::Changed(changes), conversations))
    }

    /// Takes back what was done, once. Where that fails it can be tried again.
    pub async fn take_back(&self, args: TakeBackArgs) -> Result<(), IpcError> {
        let Some(deed) = self.inner.done.get(args.change) else {
            return Err(IpcError::new(ErrorCode::NotFound, "This can no longer be undone."));
        };
        let store = self.store().await?;
        match deed {
            Deed::Changed(changes) => store.take_back(&changes).await,
            Deed::FolderDeleted(folder) => store.restore_folder(&folder).await,
            Deed::TagDeleted(tag) => store.restore_tag(&tag).await,
        }
        .map_err(error::store)?;
        self.inner.done.forget(args.change);
        self.inner.events.send(AppEvent::Conversations);
        Ok(())
    }

    /// Keeps the way back and tells the faces.
    pub(super) fn done(&self, deed: Deed, conversations: usize) -> Changed {
        let change = self.inner.done.keep(deed);
        self.inner.events.send(AppEvent::Conversations);
        Changed { change, conversations: conversations as u64 }
    }
}
