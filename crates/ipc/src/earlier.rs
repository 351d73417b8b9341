use parlance_domain::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::MessageView;

/// Asks for what stands before a message on its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct EarlierArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    #[ts(type = "string")]
    pub before: MessageId,
    /// The last of them, so many; all of them where it is `None`.
    pub most: Option<u32>,
}

/// Messages in the order of their path.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct EarlierMessages {
    pub messages: Vec<MessageView>,
    /// Whether others stand before them.
    pub has_earlier: bool,
}

/// A question on the path that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QuestionLine {
    #[ts(type = "string")]
    pub message: MessageId,
    /// Its beginning, on one line. Empty where only files were sent.
    pub text: String,
}

/// Asks where on the path that is shown words stand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct FindArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    /// Found as one piece, without regard to case and diacritics.
    pub words: String,
}

/// A message in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct FoundIn {
    #[ts(type = "string")]
    pub message: MessageId,
    /// How often, in the words without markup: what a window counts in what it draws can differ by what it adds or hides.
    pub count: u32,
}
