//! Dictating: what a microphone hears, written down by a provider.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use parlance_ipc::{
    DictatedText, DictationArgs, DictationBegun, DictationChoices, DictationEvent, DictationProvider,
    DictationSettings, ErrorCode, IpcError, MicrophoneProblem, NoArgs,
};
use parlance_providers::{Endpoint, Media};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::recording::{MAX_SECONDS, Recording};
use crate::{App, Sink, error};

/// How often a face is told how loud it is.
const LEVEL_EVERY: Duration = Duration::from_millis(50);

/// What hears. A face has one, or none.
pub trait Microphone: Send + Sync {
    /// By the names that the system gives them.
    fn names(&self) -> Vec<String>;

    /// Begins to hear, until [`Hearing::open`] is dropped. `None` is the system's choice. May wait for the system, or for a person
    /// who is asked for leave.
    fn open(
        &self,
        name: Option<&str>,
        heard: mpsc::UnboundedSender<Heard>,
    ) -> Result<Hearing, MicrophoneProblem>;
}

pub enum Heard {
    /// One channel, from -1 to 1.
    Samples(Vec<f32>),
    /// The microphone is gone.
    Lost,
}

pub struct Hearing {
    pub rate_hz: u32,
    /// Keeps the microphone open.
    pub open: Box<dyn Send>,
}

/// There is one dictation at a time.
#[derive(Default)]
pub(crate) struct Dictations {
    microphone: OnceLock<Arc<dyn Microphone>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    settings: DictationSettings,
    session: Option<Session>,
}

/// Dropped, nothing of it is left.
struct Session {
    id: u64,
    recording: Arc<Mutex<Recording>>,
    /// `None` when nothing more is heard.
    hearing: Option<Box<dyn Send>>,
    cancel: CancellationToken,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

impl Dictations {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn apply(&self, settings: &DictationSettings) {
        self.lock().settings = settings.clone();
    }

    /// Lets the microphone go and keeps what it heard.
    fn close(&self, id: u64) {
        if let Some(session) = self.lock().session.as_mut().filter(|session| session.id == id) {
            session.hearing = None;
        }
    }
}

impl App {
    /// Gives the app what hears. The first one stays.
    pub fn set_microphone(&self, microphone: Arc<dyn Microphone>) {
        let _ = self.inner.dictations.microphone.set(microphone);
    }

    pub async fn dictation_choices(&self, _: NoArgs) -> Result<DictationChoices, IpcError> {
        let specs = self.ready_providers(|spec| spec.transcription.is_some()).await?;
        let providers = specs.into_iter().map(|spec| DictationProvider {
            id: spec.id,
            name: spec.name,
            models: spec.transcription_models,
        });
        let microphones = match self.inner.dictations.microphone.get().cloned() {
            Some(microphone) => {
                let names = tokio::task::spawn_blocking(move || microphone.names());
                names.await.map_err(|_| error::internal("The microphones could not be listed."))?
            }
            None => Vec::new(),
        };
        Ok(DictationChoices { providers: providers.collect(), microphones })
    }

    /// Begins to record and tells `sink` how loud it is. A recording before it is dropped.
    ///
    /// # Errors
    /// `Key` and others of the provider's, before anything is recorded.
    pub async fn begin_dictation(
        &self,
        mut sink: impl Sink<DictationEvent>,
    ) -> Result<DictationBegun, IpcError> {
        let dictations = &self.inner.dictations;
        let settings = {
            let mut state = dictations.lock();
            state.session = None;
            state.settings.clone()
        };
        self.writer(&settings).await?;
        let Some(microphone) = dictations.microphone.get().cloned() else {
            return Ok(DictationBegun::Silent { problem: MicrophoneProblem::Missing });
        };
        let (send, mut heard) = mpsc::unbounded_channel();
        let opened =
            tokio::task::spawn_blocking(move || microphone.open(settings.microphone.as_deref(), send));
        let opened = opened.await.map_err(|_| error::internal("The microphone could not be opened."))?;
        let hearing = match opened {
            Ok(hearing) => hearing,
            Err(problem) => return Ok(DictationBegun::Silent { problem }),
        };

        let recording = Arc::new(Mutex::new(Recording::new(hearing.rate_hz)));
        let id = {
            let mut state = dictations.lock();
            state.last += 1;
            let (id, recording) = (state.last, recording.clone());
            state.session = Some(Session {
                id,
                recording,
                hearing: Some(hearing.open),
                cancel: CancellationToken::new(),
            });
            id
        };
        let app = self.clone();
        tokio::spawn(async move {
            let mut told: Option<Instant> = None;
            let mut peak = 0.0_f32;
            // Ends with the microphone, which is let go when the dictation ends in any way.
            while let Some(heard) = heard.recv().await {
                let samples = match heard {
                    Heard::Samples(samples) => samples,
                    Heard::Lost => {
                        app.inner.dictations.close(id);
                        let _ = sink.send(DictationEvent::Lost);
                        return;
                    }
                };
                let (loudest, elapsed_ms, full) = {
                    let mut recording = lock(&recording);
                    (recording.push(&samples), recording.elapsed_ms(), recording.is_full())
                };
                peak = peak.max(loudest);
                if told.is_none_or(|told| told.elapsed() >= LEVEL_EVERY) || full {
                    if sink.send(DictationEvent::Level { peak, elapsed_ms }).is_err() {
                        // The window that listened is gone.
                        app.inner.dictations.lock().session.take_if(|session| session.id == id);
                        return;
                    }
                    (told, peak) = (Some(Instant::now()), 0.0);
                }
                if full {
                    app.inner.dictations.close(id);
                    let _ = sink.send(DictationEvent::Full);
                    return;
                }
            }
        });
        Ok(DictationBegun::Recording { dictation: id, longest_ms: u64::from(MAX_SECONDS) * 1000 })
    }

    /// Ends the recording and has it written down. Where that fails the recording stays, and this may be called again.
    pub async fn finish_dictation(&self, args: DictationArgs) -> Result<DictatedText, IpcError> {
        let dictations = &self.inner.dictations;
        let (recording, cancel, settings) = {
            let mut state = dictations.lock();
            let settings = state.settings.clone();
            let session = state.session.as_mut().filter(|session| session.id == args.dictation);
            let session = session.ok_or_else(gone)?;
            session.hearing = None;
            (session.recording.clone(), session.cancel.clone(), settings)
        };
        let bytes = lock(&recording).wav();
        let (media, model) = self.writer(&settings).await?;
        let recording = parlance_providers::Recording {
            media_type: "audio/wav".into(),
            file_name: "dictation.wav".into(),
            bytes,
        };
        let language = settings.language.as_deref();
        let text = tokio::select! {
            text = media.transcribe(&model, &recording, language) => text.map_err(|e| error::provider(&e))?,
            () = cancel.cancelled() => return Err(gone()),
        };
        dictations.lock().session.take_if(|session| session.id == args.dictation);
        Ok(DictatedText { text })
    }

    /// Ends a dictation and drops what was recorded.
    pub async fn cancel_dictation(&self, args: DictationArgs) -> Result<(), IpcError> {
        self.inner.dictations.lock().session.take_if(|session| session.id == args.dictation);
        Ok(())
    }

    /// Who writes down, and with which model.
    async fn writer(&self, settings: &DictationSettings) -> Result<(Media, String), IpcError> {
        let Some(provider) = &settings.provider else {
            return Err(error::invalid("Choose in Settings who writes down what you dictate."));
        };
        let endpoint: Endpoint = self.endpoint_of(provider).await?;
        let own = Some(settings.model.trim()).filter(|model| !model.is_empty()).map(str::to_owned);
        let model = own.or_else(|| endpoint.spec.transcription_models.first().cloned()).ok_or_else(|| {
            error::invalid(format!("Name a model of {} for dictation in Settings.", endpoint.spec.name))
        })?;
        Ok((Media::new(self.inner.http.clone(), endpoint), model))
    }
}

fn lock(recording: &Mutex<Recording>) -> MutexGuard<'_, Recording> {
    recording.lock().unwrap_or_else(PoisonError::into_inner)
}

fn gone() -> IpcError {
    IpcError::new(ErrorCode::NotFound, "This recording is not there any more.")
}
