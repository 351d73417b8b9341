//! The list, one conversation, drafts.

use parlance_domain::{ConversationId, Timestamp, Tree};
use parlance_ipc::{
    AppEvent, ConversationArgs, ConversationSummary, ConversationView, DraftArgs, EarlierArgs,
    EarlierMessages, IpcError, MessageArgs, NoArgs, QuestionLine, RenameArgs,
};
use parlance_store::{Extent, Path, Question};

use crate::view::{self, compared};
use crate::{App, error, title};

impl App {
    /// All of them, the last used first. For a terminal; a window reads [`App::conversation_page`]s.
    pub async fn list_conversations(&self, _: NoArgs) -> Result<Vec<ConversationSummary>, IpcError> {
        let conversations = self.store().await?.conversations().await.map_err(error::store)?;
        Ok(conversations.into_iter().map(|conversation| self.summary(conversation)).collect())
    }

    pub async fn open_conversation(&self, args: ConversationArgs) -> Result<ConversationView, IpcError> {
        self.view(&*self.history_of(args.conversation).await?, args.conversation).await
    }

    /// What stands before a message that is shown.
    pub async fn earlier_messages(&self, args: EarlierArgs) -> Result<EarlierMessages, IpcError> {
        let store = self.history_of(args.conversation).await?;
        let first = store.message(args.before).await.map_err(error::store)?;
        if first.conversation != args.conversation {
            return Err(error::no_message());
        }
        let extent = args.most.map_or(Extent::Whole, Extent::Last);
        let path = match first.parent {
            Some(parent) => store.path(parent, extent).await.map_err(error::store)?,
            None => Path::default(),
        };
        let messages = self.views(&store, args.conversation, path.messages).await?;
        Ok(EarlierMessages { messages, has_earlier: path.has_earlier })
    }

    /// What was asked on the path that is shown, all of it.
    pub async fn questions(&self, args: ConversationArgs) -> Result<Vec<QuestionLine>, IpcError> {
        let store = self.history_of(args.conversation).await?;
        let leaf = store.conversation(args.conversation).await.map_err(error::store)?.leaf;
        let Some(leaf) = leaf else { return Ok(Vec::new()) };
        let questions = store.questions(leaf).await.map_err(error::store)?;
        Ok(questions.into_iter().map(line).collect())
    }

    pub async fn rename_conversation(&self, args: RenameArgs) -> Result<(), IpcError> {
        let wanted = title::shorten(args.title.trim());
        if wanted.is_empty() {
            return Err(error::invalid("A title needs at least one character."));
        }
        self.store().await?.set_title(args.conversation, &wanted).await.map_err(error::store)?;
        self.changed(args.conversation);
        Ok(())
    }

    /// Shows the branch below `message`, one of several answers to the same question, down to its newest leaf.
    pub async fn select_sibling(&self, args: MessageArgs) -> Result<ConversationView, IpcError> {
        let store = self.history_of(args.conversation).await?;
        let messages = store.messages(args.conversation).await.map_err(error::store)?;
        let tree = Tree::new(&messages);
        if tree.siblings(args.message).is_none() {
            return Err(error::no_message());
        }
        store.set_leaf(args.conversation, tree.newest_leaf(args.message)).await.map_err(error::store)?;
        self.changed(args.conversation);
        self.view_of(&store, args.conversation, view::around(args.message)).await
    }

    /// Shows a path on which `message` lies, the present one if it does, from there on.
    pub async fn reveal_message(&self, args: MessageArgs) -> Result<ConversationView, IpcError> {
        let store = self.history_of(args.conversation).await?;
        let leaf = store.conversation(args.conversation).await.map_err(error::store)?.leaf;
        let Some(leaf) = leaf else { return Err(error::no_message()) };
        if store.leads_through(leaf, args.message).await.map_err(error::store)? {
            return self.view_of(&store, args.conversation, view::around(args.message)).await;
        }
        let last = store.message(leaf).await.map_err(error::store)?;
        let beside = compared(&store, args.conversation, Some(&last)).await.map_err(error::store)?;
        if beside.iter().any(|answer| answer.id == args.message) {
            return self.view(&store, args.conversation).await;
        }
        self.select_sibling(args).await
    }

    pub async fn new_chat_draft(&self, _: NoArgs) -> Result<String, IpcError> {
        self.store().await?.draft(None).await.map_err(error::store)
    }

    pub async fn save_draft(&self, args: DraftArgs) -> Result<(), IpcError> {
        self.history_in(args.conversation)
            .await?
            .save_draft(args.conversation, &args.text, Timestamp::now())
            .await
            .map_err(error::store)
    }

    pub(crate) fn changed(&self, conversation: ConversationId) {
        self.inner.events.send(AppEvent::Conversations);
        self.inner.events.conversation(conversation);
    }
}

fn line(question: Question) -> QuestionLine {
    let words: Vec<_> = question.text.split_whitespace().collect();
    QuestionLine { message: question.message, text: words.join(" ") }
}
