use parlance_domain::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who reads answers out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SpeechSettings {
    /// `None` is the system's own voice, where it has one.
    pub provider: Option<String>,
    /// Empty is the provider's first.
    pub model: String,
    /// As the provider, or the system, calls it. Empty is the first.
    pub voice: String,
    /// Percent of the voice's own speed, 75 to 200.
    pub speed: u16,
}

impl Default for SpeechSettings {
    fn default() -> Self {
        Self { provider: None, model: String::new(), voice: String::new(), speed: 100 }
    }
}

/// A provider that can be asked for speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SpeechProvider {
    pub id: String,
    pub name: String,
    /// Those that are known, the first of which is taken where none is named. Others may be named as well.
    pub models: Vec<String>,
    pub voices: Vec<String>,
}

/// What stands in a text and has no words, as a voice names it; empty says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SpokenNames {
    pub code: String,
    pub formula: String,
    pub table: String,
    pub address: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ReadAloudArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    #[ts(type = "string")]
    pub message: MessageId,
    pub names: SpokenNames,
}

/// A message that is read out. The one before it has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReadingView {
    #[ts(type = "number")]
    pub reading: u64,
    pub sentences: Vec<SentenceView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SentenceView {
    /// What the voice says.
    pub said: String,
    /// Its words as they stand in the message, without those that only a voice says. White space may differ.
    pub shown: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct ReadingArgs {
    #[ts(type = "number")]
    pub reading: u64,
}

/// A sentence of a reading, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct SentenceArgs {
    #[ts(type = "number")]
    pub reading: u64,
    #[ts(type = "number")]
    pub sentence: usize,
}
