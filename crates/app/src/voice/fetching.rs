//! The sound of sentences, fetched one after the other, a little ahead of what is played.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::TryStreamExt as _;
use parlance_ipc::IpcError;
use parlance_providers::{Media, SpeechRequest};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use super::sound::Sound;
use crate::error;

/// Sentences that are fetched while one plays.
const AHEAD: usize = 2;
/// Ten minutes of sound for a sentence of some seconds.
const MAX_SOUND_BYTES: usize = 32 * 1024 * 1024;

/// Whom to ask, and for which voice. The text of `request` is set for each sentence.
pub(super) struct Voice {
    pub(super) media: Media,
    pub(super) request: SpeechRequest,
}

type Fetched = Arc<Mutex<BTreeMap<usize, Result<Sound, IpcError>>>>;

/// Ends its calls when it is dropped.
pub(super) struct Fetching {
    pub(super) id: u64,
    sentences: usize,
    fetched: Fetched,
    wanted: watch::Sender<Option<usize>>,
    done: watch::Receiver<()>,
    _task: AbortOnDropHandle<()>,
}

impl Fetching {
    pub(super) fn new(id: u64, voice: Voice, sentences: Vec<String>) -> Self {
        let fetched = Fetched::default();
        let (wanted, wants) = watch::channel(None);
        let (tell, done) = watch::channel(());
        let count = sentences.len();
        let work = fetch(voice, sentences, wants, fetched.clone(), tell);
        Self {
            id,
            sentences: count,
            fetched,
            wanted,
            done,
            _task: AbortOnDropHandle::new(tokio::spawn(work)),
        }
    }

    /// The sound of a sentence, once it is there; `None` when the reading ends before, and for one that it has not. From now on
    /// this one is played.
    pub(super) fn want(
        &self,
        sentence: usize,
    ) -> impl Future<Output = Option<Result<Sound, IpcError>>> + use<> {
        let known = sentence < self.sentences;
        if known {
            self.wanted.send_replace(Some(sentence));
        }
        let (fetched, mut done) = (self.fetched.clone(), self.done.clone());
        async move {
            if !known {
                return None;
            }
            loop {
                // Before it is looked: what comes between is then seen by the next look.
                done.borrow_and_update();
                if let Some(found) = lock(&fetched).get(&sentence) {
                    return Some(found.clone());
                }
                done.changed().await.ok()?;
            }
        }
    }
}

async fn fetch(
    voice: Voice,
    sentences: Vec<String>,
    mut wants: watch::Receiver<Option<usize>>,
    fetched: Fetched,
    tell: watch::Sender<()>,
) {
    loop {
        let wanted = *wants.borrow_and_update();
        let next = wanted.and_then(|wanted| {
            let mut kept = lock(&fetched);
            kept.retain(|sentence, _| *sentence >= wanted);
            (wanted..sentences.len()).take(AHEAD + 1).find(|sentence| !kept.contains_key(sentence))
        });
        let Some((next, text)) = next.and_then(|next| Some((next, sentences.get(next)?))) else {
            if wants.changed().await.is_err() {
                return;
            }
            continue;
        };
        let request = SpeechRequest { text: text.clone(), ..voice.request.clone() };
        let sound = sound_of(&voice.media, &request).await;
        let failed = sound.is_err();
        lock(&fetched).insert(next, sound);
        // The reader may have gone, or be at another sentence.
        let _ = tell.send(());
        if failed {
            // What comes behind it would be paid for and not heard.
            return;
        }
    }
}

async fn sound_of(media: &Media, request: &SpeechRequest) -> Result<Sound, IpcError> {
    let speech = media.speak(request).await.map_err(|error| error::provider(&error))?;
    let mut sound = Vec::new();
    let mut bytes = speech.bytes;
    while let Some(piece) = bytes.try_next().await.map_err(|error| error::provider(&error))? {
        if sound.len() + piece.len() > MAX_SOUND_BYTES {
            return Err(error::invalid("The provider sent more sound than a sentence has."));
        }
        sound.extend_from_slice(&piece);
    }
    Ok(Sound::playable(&speech.media_type, sound))
}

fn lock(fetched: &Fetched) -> MutexGuard<'_, BTreeMap<usize, Result<Sound, IpcError>>> {
    fetched.lock().unwrap_or_else(PoisonError::into_inner)
}
