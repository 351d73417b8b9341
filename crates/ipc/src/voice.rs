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

/// Who writes down what is dictated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, Default)]
#[serde(default)]
pub struct DictationSettings {
    /// Without one there is no dictation.
    pub provider: Option<String>,
    /// Empty is the provider's first.
    pub model: String,
    /// ISO 639-1; `None` leaves it to the model.
    pub language: Option<String>,
    /// As the system calls it; `None` is the system's choice.
    pub microphone: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DictationChoices {
    pub providers: Vec<DictationProvider>,
    pub microphones: Vec<String>,
}

/// A provider that writes down recordings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DictationProvider {
    pub id: String,
    pub name: String,
    /// Those that are known, the first of which is taken where none is named. Others may be named as well.
    pub models: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DictationBegun {
    Recording {
        #[ts(type = "number")]
        dictation: u64,
        /// It ends by itself after this.
        #[ts(type = "number")]
        longest_ms: u64,
    },
    Silent {
        problem: MicrophoneProblem,
    },
}

/// Why nothing is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MicrophoneProblem {
    Missing,
    /// The system, or the person, does not let this program listen.
    Refused,
    /// Another program has it.
    Busy,
    Failed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct DictationArgs {
    #[ts(type = "number")]
    pub dictation: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DictatedText {
    pub text: String,
}

/// What becomes of a recording while it lasts.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DictationEvent {
    /// The loudest since the last one, from 0 to 1.
    Level {
        peak: f32,
        #[ts(type = "number")]
        elapsed_ms: u64,
    },
    /// It is as long as it may be. What was recorded is kept.
    Full,
    /// The microphone is gone. What was recorded is kept.
    Lost,
}
