//! Reading one message aloud: its sentences, and the sound of each as it is wanted.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlance_domain::Part;
use parlance_ipc::{
    ErrorCode, IpcError, ReadAloudArgs, ReadingArgs, ReadingView, SentenceArgs, SpeechSettings,
};
use parlance_providers::{Media, SpeechFormat, SpeechRequest};

use super::fetching::{Fetching, Voice};
use super::sentences::sentences;
use super::sound::Sound;
use crate::{App, error};

/// What is read out. There is one reading at a time.
#[derive(Default)]
pub(crate) struct Readings {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    settings: SpeechSettings,
    /// Dropping it ends its calls.
    fetching: Option<Arc<Fetching>>,
}

impl Readings {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn apply(&self, settings: &SpeechSettings) {
        self.lock().settings = settings.clone();
    }
}

impl App {
    /// Begins to read a message, and ends what was read before. Nothing is asked of a provider until its first sentence is
    /// wanted; what the window's own voice says is never asked for.
    pub async fn read_aloud(&self, args: ReadAloudArgs) -> Result<ReadingView, IpcError> {
        let ReadAloudArgs { conversation, message, names } = args;
        let settings = {
            let mut state = self.inner.readings.lock();
            state.fetching = None;
            state.settings.clone()
        };
        let store = self.history_of(conversation).await?;
        let message = store.message(message).await.map_err(error::store)?;
        if message.conversation != conversation {
            return Err(error::no_message());
        }
        let cut = tokio::task::spawn_blocking(move || {
            let texts = message.parts.iter().filter_map(|part| match part {
                Part::Text { text } => Some(text.as_str()),
                _ => None,
            });
            texts.flat_map(|text| sentences(text, &names)).collect::<Vec<_>>()
        });
        let sentences = cut.await.map_err(|_| error::internal("This message could not be read."))?;
        let voice = match &settings.provider {
            Some(provider) => Some(self.voice(provider, &settings).await?),
            None => None,
        };
        let mut state = self.inner.readings.lock();
        state.last += 1;
        let said = sentences.iter().map(|sentence| sentence.said.clone()).collect();
        state.fetching = voice.map(|voice| Arc::new(Fetching::new(state.last, voice, said)));
        Ok(ReadingView { reading: state.last, sentences })
    }

    /// The sound of a sentence. The two behind it are fetched while it plays, and nothing further.
    ///
    /// # Errors
    /// `NotFound` when the reading has ended; else what the provider's refusal says.
    pub async fn load_sentence(&self, args: SentenceArgs) -> Result<Sound, IpcError> {
        let fetching = self.inner.readings.lock().fetching.clone();
        let fetching = fetching.filter(|fetching| fetching.id == args.reading).ok_or_else(ended)?;
        // What is waited for must not keep a reading alive that is stopped meanwhile.
        let sound = fetching.want(args.sentence);
        drop(fetching);
        sound.await.ok_or_else(ended)?
    }

    /// Ends a reading. What was asked for is dropped, and nothing more is asked for.
    pub async fn stop_reading(&self, args: ReadingArgs) -> Result<(), IpcError> {
        self.inner.readings.lock().fetching.take_if(|fetching| fetching.id == args.reading);
        Ok(())
    }

    async fn voice(&self, provider: &str, settings: &SpeechSettings) -> Result<Voice, IpcError> {
        let endpoint = self.endpoint_of(provider).await?;
        let spec = &endpoint.spec;
        let chosen = |own: &str, known: &[String]| {
            Some(own.trim())
                .filter(|own| !own.is_empty())
                .map(str::to_owned)
                .or_else(|| known.first().cloned())
        };
        let (model, voice) =
            (chosen(&settings.model, &spec.speech_models), chosen(&settings.voice, &spec.voices));
        let (Some(model), Some(voice)) = (model, voice) else {
            let message = format!("Name a model and a voice of {} in Settings.", spec.name);
            return Err(error::invalid(message));
        };
        let request = SpeechRequest { model, voice, text: String::new(), format: SpeechFormat::Wav };
        Ok(Voice { media: Media::new(self.inner.http.clone(), endpoint), request })
    }
}

fn ended() -> IpcError {
    IpcError::new(ErrorCode::NotFound, "This is not read out any more.")
}
