//! The branches of a conversation: deleted and brought back, made a conversation of their own, all at a glance.

use parlance_domain::{ConversationId, Message, MessageStatus, Role, Timestamp, Tree};
use parlance_ipc::{
    BranchOffArgs, ConversationArgs, ConversationMap, ConversationView, ErrorCode, IpcError, MapEntry,
    MessageArgs, MessageRole, MessageState, TrashedBranchView, TrashedBranchesArgs,
};
use parlance_store::{Extent, NewBranch, OutlineEntry, TrashedBranch};

use crate::turns::stop;
use crate::{App, error, title};

impl App {
    /// Moves a message and what follows it into the trash, from where [`App::restore_branch`] brings it back. Turns in it are
    /// stopped first, and what they have said so far goes with it.
    pub async fn trash_branch(&self, args: MessageArgs) -> Result<ConversationView, IpcError> {
        let store = self.history_of(args.conversation).await?;
        // Nothing may begin below a message that is about to go.
        let _begin = self.inner.turns.hold().await;
        let messages = store.messages(args.conversation).await.map_err(error::store)?;
        if messages.iter().all(|message| message.id != args.message) {
            return Err(error::no_message());
        }
        let branch = Tree::new(&messages).below(args.message);
        let mut turns = self.inner.turns.all_in(args.conversation);
        turns.retain(|turn| branch.contains(&turn.message));
        let ours: Vec<_> = turns.iter().map(|turn| turn.message).collect();
        let elsewhere = |message: &Message| {
            message.status == MessageStatus::Streaming
                && branch.contains(&message.id)
                && !ours.contains(&message.id)
        };
        if messages.iter().any(elsewhere) {
            return Err(still_written());
        }
        stop(turns).await;
        store.trash_branch(args.conversation, args.message, Timestamp::now()).await.map_err(error::store)?;
        self.changed(args.conversation);
        self.view(&store, args.conversation).await
    }

    /// Brings a branch back as it went and shows it.
    pub async fn restore_branch(&self, args: MessageArgs) -> Result<ConversationView, IpcError> {
        let store = self.history_of(args.conversation).await?;
        let _begin = self.inner.turns.hold().await;
        store.restore_branch(args.conversation, args.message).await.map_err(error::store)?;
        self.changed(args.conversation);
        self.view(&store, args.conversation).await
    }

    pub async fn trashed_branches(
        &self,
        args: TrashedBranchesArgs,
    ) -> Result<Vec<TrashedBranchView>, IpcError> {
        let branches = self.store().await?.trashed_branches(args.conversation).await.map_err(error::store)?;
        Ok(branches.into_iter().map(trashed).collect())
    }

    /// Makes the path to a message a conversation of its own, with its model, parameters, folder, tags and persona.
    pub async fn branch_off(&self, args: BranchOffArgs) -> Result<ConversationView, IpcError> {
        let wanted = title::shorten(args.title.trim());
        if wanted.is_empty() {
            return Err(error::invalid("A title needs at least one character."));
        }
        if self.is_temporary(Some(args.conversation)) {
            return Err(error::invalid("A temporary chat has no conversations beside it. Keep it first."));
        }
        let store = self.store().await?;
        let path = store.path(args.message, Extent::Whole).await.map_err(error::store)?.messages;
        if path.iter().any(|message| message.status == MessageStatus::Streaming) {
            return Err(still_written());
        }
        let new = NewBranch { id: ConversationId::new(), title: wanted, at: Timestamp::now() };
        store.branch_off(args.conversation, args.message, &new).await.map_err(error::store)?;
        self.changed(new.id);
        self.view(&store, new.id).await
    }

    /// All of a conversation's tree that is not in the trash.
    pub async fn conversation_map(&self, args: ConversationArgs) -> Result<ConversationMap, IpcError> {
        let store = self.history_of(args.conversation).await?;
        let leaf = store.conversation(args.conversation).await.map_err(error::store)?.leaf;
        let outline = store.outline(args.conversation).await.map_err(error::store)?;
        Ok(ConversationMap {
            leaf,
            entries: outline.into_iter().map(|entry| self.map_entry(entry)).collect(),
        })
    }

    fn map_entry(&self, entry: OutlineEntry) -> MapEntry {
        MapEntry {
            id: entry.id,
            parent: entry.parent,
            role: role(entry.role),
            state: match entry.status {
                MessageStatus::Streaming => MessageState::Streaming,
                MessageStatus::Complete => MessageState::Complete,
                MessageStatus::Interrupted => MessageState::Interrupted,
                MessageStatus::Failed => MessageState::Failed,
            },
            excerpt: line(&entry.excerpt),
            model_name: entry.model.map(|model| self.model_name(&model)),
        }
    }
}

fn trashed(branch: TrashedBranch) -> TrashedBranchView {
    TrashedBranchView {
        conversation: branch.conversation,
        title: branch.title,
        message: branch.message,
        role: role(branch.role),
        excerpt: line(&branch.excerpt),
        messages: branch.messages,
        trashed_at: branch.trashed_at.0,
    }
}

fn role(role: Role) -> MessageRole {
    match role {
        Role::User => MessageRole::User,
        Role::Assistant | Role::System => MessageRole::Assistant,
    }
}

/// In one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn still_written() -> IpcError {
    IpcError::new(ErrorCode::Busy, "An answer in it is still being written. Stop it or wait for it.")
}
