//! What a face asks of a conversation's tree.

use parlance_domain::{ConversationId, MessageId, TurnId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ConversationView, MessageRole, MessageState, MessageView, ModelChoice, Overflow, SendArgs};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct EditArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    /// The question that gets a sibling.
    #[ts(type = "string")]
    pub message: MessageId,
    /// What it says now. Its files go along.
    pub text: String,
    pub model: ModelChoice,
    /// As in [`SendArgs`].
    #[serde(default)]
    #[ts(optional)]
    pub overflow: Option<Overflow>,
}

/// A question to several models at once. `question.model` is the first of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct CompareArgs {
    pub question: SendArgs,
    /// One to three.
    pub others: Vec<ModelChoice>,
    /// Files of the draft that go along, as in [`crate::SendFilesArgs`].
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<f64>>")]
    pub files: Vec<i64>,
}

/// The turns of a comparison have begun: the question is committed and the rows of its answers exist.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ComparisonStarted {
    /// In the order of the models that were asked.
    #[ts(type = "Array<string>")]
    pub turns: Vec<TurnId>,
    #[ts(type = "string")]
    pub conversation: ConversationId,
    pub view: ConversationView,
}

/// Answers to the last message that is shown, of which one is still to be picked.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ComparisonView {
    /// At least two, in the order in which they were asked for.
    pub answers: Vec<MessageView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct BranchOffArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    /// The last message that goes along.
    #[ts(type = "string")]
    pub message: MessageId,
    /// What the new conversation is called.
    pub title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct TrashedBranchesArgs {
    /// `None` asks for those of all conversations that are not in the trash themselves.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
}

/// A message in the trash and what was below it when it was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TrashedBranchView {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    pub title: String,
    #[ts(type = "string")]
    pub message: MessageId,
    pub role: MessageRole,
    /// How the first message begins.
    pub excerpt: String,
    /// How many messages there are in it.
    #[ts(type = "number")]
    pub messages: u64,
    #[ts(type = "number")]
    pub trashed_at: i64,
}

/// All of a conversation's tree that is not in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConversationMap {
    /// The end of the path that is shown.
    #[ts(type = "string | null")]
    pub leaf: Option<MessageId>,
    /// The oldest first; siblings are in their order.
    pub entries: Vec<MapEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MapEntry {
    #[ts(type = "string")]
    pub id: MessageId,
    #[ts(type = "string | null")]
    pub parent: Option<MessageId>,
    pub role: MessageRole,
    pub state: MessageState,
    /// How its text begins, in one line.
    pub excerpt: String,
    /// Who answered, by the name for people.
    pub model_name: Option<String>,
}
