use async_openai::types::audio::{CreateSpeechRequest, SpeechModel, SpeechResponseFormat, Voice};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::MediaApi;
use super::call::{Call, json as json_request};
use super::gemini;
use crate::{Endpoint, ProviderError};

/// An hour of speech in base64.
const MAX_BYTES: usize = 256 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechRequest {
    pub model: String,
    /// As the provider calls it.
    pub voice: String,
    pub text: String,
    /// What is asked for. Google's models give what they have: [`Speech::media_type`] says what came.
    pub format: SpeechFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechFormat {
    Mp3,
    Opus,
    Wav,
    /// 24 kHz, 16 bits, one channel, little-endian, without a header.
    Pcm,
}

impl SpeechFormat {
    fn media_type(self) -> &'static str {
        match self {
            Self::Mp3 => "audio/mpeg",
            Self::Opus => "audio/ogg",
            Self::Wav => "audio/wav",
            Self::Pcm => "audio/pcm",
        }
    }
}

/// Sound as it comes.
pub struct Speech {
    pub media_type: String,
    /// Ends after the first error.
    pub bytes: BoxStream<'static, Result<Bytes, ProviderError>>,
}

pub(super) async fn speak(
    call: &mut Call<'_>,
    api: MediaApi,
    request: &SpeechRequest,
) -> Result<Speech, ProviderError> {
    match api {
        MediaApi::Openai => openai(call, request).await,
        MediaApi::Gemini => gemini(call, request).await,
    }
}

async fn openai(call: &mut Call<'_>, request: &SpeechRequest) -> Result<Speech, ProviderError> {
    let format = match request.format {
        SpeechFormat::Mp3 => SpeechResponseFormat::Mp3,
        SpeechFormat::Opus => SpeechResponseFormat::Opus,
        SpeechFormat::Wav => SpeechResponseFormat::Wav,
        SpeechFormat::Pcm => SpeechResponseFormat::Pcm,
    };
    let body = CreateSpeechRequest {
        input: request.text.clone(),
        model: SpeechModel::Other(request.model.clone()),
        voice: Voice::Other(request.voice.clone()),
        response_format: Some(format),
        ..CreateSpeechRequest::default()
    };
    let sent = json_request(call.endpoint, &request.model, "audio/speech", &body)?;
    let response = call.head(&sent).await?;
    let told = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = match told {
        Some(told) if told.starts_with("audio/") => told.to_owned(),
        // Words where sound should be.
        Some(told) if told.starts_with("text/") || told.starts_with("application/json") => {
            return Err(call.useless("sound"));
        }
        _ => request.format.media_type().to_owned(),
    };
    let idle = call.endpoint.patience.idle.unwrap_or(call.client.timeouts().idle);
    let bytes = pieces(response, call.endpoint.clone(), idle);
    Ok(Speech { media_type, bytes })
}

fn pieces(
    response: Response,
    endpoint: Endpoint,
    idle: std::time::Duration,
) -> BoxStream<'static, Result<Bytes, ProviderError>> {
    let next = move |response: Option<Response>| {
        let endpoint = endpoint.clone();
        async move {
            let mut response = response?;
            let host = endpoint.host();
            let failed = match timeout(idle, response.chunk()).await {
                Ok(Ok(Some(bytes))) => return Some((Ok(bytes), Some(response))),
                Ok(Ok(None)) => return None,
                Ok(Err(error)) => ProviderError::transport(&error, host),
                Err(_) => ProviderError::timeout(format!("{host} said nothing for {} s.", idle.as_secs())),
            };
            Some((Err(endpoint.redact(failed)), None))
        }
    };
    stream::unfold(Some(response), next).boxed()
}

async fn gemini(call: &mut Call<'_>, request: &SpeechRequest) -> Result<Speech, ProviderError> {
    let voice = json!({ "voiceConfig": { "prebuiltVoiceConfig": { "voiceName": request.voice } } });
    let body = json!({
        "contents": [{ "role": "user", "parts": [{ "text": request.text }] }],
        "generationConfig": { "responseModalities": ["AUDIO"], "speechConfig": voice },
    });
    let sent = gemini::request(call.endpoint, &request.model, "generateContent", &body)?;
    let answer = call.whole(&sent, MAX_BYTES).await?;
    // A blocked prompt, or an error with status 200.
    gemini::events(call.endpoint, &answer)?;
    let answer: Value = serde_json::from_slice(&answer).map_err(|_| call.useless("sound"))?;
    let parts = answer.pointer("/candidates/0/content/parts").and_then(Value::as_array);
    let mut media_type = None;
    let mut sound = Vec::new();
    for inline in parts.into_iter().flatten().filter_map(|part| part.get("inlineData")) {
        let text = |name: &str| inline.get(name).and_then(Value::as_str);
        let (Some(kind), Some(data)) = (text("mimeType"), text("data")) else { continue };
        if kind.starts_with("audio/") {
            let bytes = STANDARD.decode(data).map_err(|_| call.useless("sound that can be read"))?;
            sound.extend_from_slice(&bytes);
            media_type.get_or_insert_with(|| kind.to_owned());
        }
    }
    let media_type = media_type.ok_or_else(|| call.useless("sound"))?;
    Ok(Speech { media_type, bytes: stream::iter([Ok(Bytes::from(sound))]).boxed() })
}
