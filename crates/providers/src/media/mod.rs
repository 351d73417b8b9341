//! What providers do beside chat: pictures, embeddings, speech, transcription.
//!
//! Two interfaces are known: OpenAI's, which most others speak as well, and Google's own. A provider's row says which of them
//! it has for what. Time-outs, repeats and the words of failures are those of chat.

mod call;
mod draw;
mod embeddings;
mod gemini;
mod images;
mod multipart;
mod speech;
mod transcription;

use futures::channel::mpsc;
use serde::Deserialize;

use self::call::Call;
pub(crate) use self::draw::draw;
pub use self::images::Drawing;
pub use self::speech::{Speech, SpeechFormat, SpeechRequest};
pub use self::transcription::Recording;
use crate::{Endpoint, HttpClient, ProviderError, RetryPolicy};

/// Who defined an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediaApi {
    /// `images/generations`, `embeddings`, `audio/speech`, `audio/transcriptions`.
    Openai,
    /// `models/{model}:generateContent` and `:batchEmbedContents`.
    Gemini,
}

/// A provider that is asked for something else than an answer in words. Dropping a call ends it.
#[derive(Clone)]
pub struct Media {
    client: HttpClient,
    endpoint: Endpoint,
    retry: RetryPolicy,
}

impl Media {
    pub fn new(client: HttpClient, endpoint: Endpoint) -> Self {
        Self { client, endpoint, retry: RetryPolicy::default() }
    }

    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// A vector for each text, in their order; all of one length.
    pub async fn embed(&self, model: &str, texts: &[String]) -> Result<Vec<Vec<f32>>, ProviderError> {
        let api = self.offered(self.endpoint.spec.embeddings, "embeddings")?;
        self.redacted(embeddings::embed(&mut self.call(), api, model, texts).await)
    }

    /// The text read out. The audio comes while it is made, where the provider can.
    pub async fn speak(&self, request: &SpeechRequest) -> Result<Speech, ProviderError> {
        let api = self.offered(self.endpoint.spec.speech, "speech")?;
        self.redacted(speech::speak(&mut self.call(), api, request).await)
    }

    /// The words of a recording. `language` is an ISO 639-1 code, where it is known.
    pub async fn transcribe(
        &self,
        model: &str,
        recording: &Recording,
        language: Option<&str>,
    ) -> Result<String, ProviderError> {
        let api = self.offered(self.endpoint.spec.transcription, "transcription")?;
        self.redacted(transcription::transcribe(&mut self.call(), api, model, recording, language).await)
    }

    /// Pictures of what `prompt` describes; at least one.
    pub async fn generate_image(&self, model: &str, prompt: &str) -> Result<Drawing, ProviderError> {
        let api = self.offered(self.endpoint.spec.images, "pictures")?;
        self.redacted(images::generate(&mut self.call(), api, model, prompt).await)
    }

    fn call(&self) -> Call<'_> {
        // Nobody listens to what happens on the way.
        let (out, _) = mpsc::channel(0);
        Call::new(&self.client, &self.endpoint, &self.retry, out)
    }

    fn offered(&self, api: Option<MediaApi>, what: &str) -> Result<MediaApi, ProviderError> {
        api.ok_or_else(|| ProviderError::invalid(format!("{} offers no {what}.", self.endpoint.spec.name)))
    }

    fn redacted<T>(&self, result: Result<T, ProviderError>) -> Result<T, ProviderError> {
        result.map_err(|error| self.endpoint.redact(error))
    }
}
