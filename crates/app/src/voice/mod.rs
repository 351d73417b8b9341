//! Answers read out, and recordings written down.

mod dictation;
mod fetching;
mod reading;
mod recording;
mod sentences;
mod sound;

use parlance_ipc::{IpcError, NoArgs, SpeechProvider};

use crate::App;
pub(crate) use dictation::Dictations;
pub use dictation::{Heard, Hearing, Microphone};
pub(crate) use reading::Readings;
pub use sound::Sound;

impl App {
    /// Who can be asked for speech: providers that have it, and whose key is there where they need one.
    pub async fn speech_providers(&self, _: NoArgs) -> Result<Vec<SpeechProvider>, IpcError> {
        let specs = self.ready_providers(|spec| spec.speech.is_some()).await?;
        let provider = |spec: parlance_providers::ProviderSpec| SpeechProvider {
            id: spec.id,
            name: spec.name,
            models: spec.speech_models,
            voices: spec.voices,
        };
        Ok(specs.into_iter().map(provider).collect())
    }
}
