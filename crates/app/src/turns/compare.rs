//! One question to several models side by side.

use parlance_domain::{Message, MessageStatus, ModelRef, Role};
use parlance_ipc::{CompareArgs, ComparisonStarted, ConversationView, IpcError, MessageArgs};
use parlance_store::Store;
use uuid::Uuid;

use super::{asked_model, busy, message, new_message, stop};
use crate::{App, error};

/// Columns beside each other in a window; and each is paid for.
const MOST_OTHERS: usize = 3;

impl App {
    /// Commits a question of the composer and starts a turn for each model that answers it.
    pub async fn compare(&self, args: CompareArgs) -> Result<ComparisonStarted, IpcError> {
        if args.others.is_empty() || args.others.len() > MOST_OTHERS {
            return Err(error::invalid("Choose two to four models to compare."));
        }
        let others = args.others.into_iter();
        let others = others.map(|other| ModelRef { provider: other.provider, model: other.model }).collect();
        let (first, others) = self.question_with_files(args.question, others, &args.files).await?;
        let turns = std::iter::once(first.turn).chain(others).collect();
        Ok(ComparisonStarted { turns, conversation: first.conversation, view: first.view })
    }

    /// Goes on with one answer of the open comparison. The others stay beside it as they are; what of them is still being
    /// written is stopped.
    pub async fn pick_answer(&self, args: MessageArgs) -> Result<ConversationView, IpcError> {
        let store = self.history_of(args.conversation).await?;
        let _begin = self.inner.turns.hold().await;
        let picked = message(&store, args.conversation, args.message).await?;
        let mut others = self.inner.turns.all_in(args.conversation);
        others.retain(|turn| turn.message != picked.id);
        stop(others).await;
        store
            .pick(args.conversation, picked.id, asked_model(&picked).as_ref())
            .await
            .map_err(error::store)?;
        self.changed(args.conversation);
        self.view(&store, args.conversation).await
    }

    /// Beside an answer only others of its own comparison may be written.
    pub(super) async fn refuse_if_busy_beside(
        &self,
        store: &Store,
        answer: &Message,
    ) -> Result<(), IpcError> {
        for turn in self.inner.turns.all_in(answer.conversation) {
            let running = store.message(turn.message).await.map_err(error::store)?;
            let beside = answer.comparison.is_some() && running.comparison == answer.comparison;
            if !beside || running.id == answer.id {
                return Err(busy());
            }
        }
        Ok(())
    }
}

/// The answers to come: `model`'s, and beside it those of `others`.
pub(super) fn answers(question: &Message, model: ModelRef, others: Vec<ModelRef>) -> (Message, Vec<Message>) {
    let comparison = (!others.is_empty()).then(Uuid::now_v7);
    let by = |model: ModelRef| {
        let (parent, status) = (Some(question.id), MessageStatus::Streaming);
        let parts = Vec::new();
        let answer = new_message(question.conversation, parent, Role::Assistant, status, Some(model), parts);
        Message { comparison, ..answer }
    };
    (by(model), others.into_iter().map(by).collect())
}
