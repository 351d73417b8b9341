use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use parlance_llm::StreamEvent;
use serde::Deserialize;
use serde_json::json;

use super::MediaApi;
use super::call::{Call, post};
use super::gemini;
use super::multipart::{self, File};
use crate::ProviderError;
use crate::base_url::{join, with_model};

/// The words of a day.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Sound to be written down.
#[derive(Clone, PartialEq, Eq)]
pub struct Recording {
    /// `audio/webm`, `audio/wav`, `audio/mpeg`, `audio/mp4`, `audio/ogg` or `audio/flac`.
    pub media_type: String,
    /// With the ending by which servers know the format, such as `speech.webm`.
    pub file_name: String,
    pub bytes: Vec<u8>,
}

#[derive(Deserialize)]
struct Transcript {
    text: String,
}

pub(super) async fn transcribe(
    call: &mut Call<'_>,
    api: MediaApi,
    model: &str,
    recording: &Recording,
    language: Option<&str>,
) -> Result<String, ProviderError> {
    let text = match api {
        MediaApi::Openai => openai(call, model, recording, language).await?,
        MediaApi::Gemini => gemini(call, model, recording, language).await?,
    };
    Ok(text.trim().to_owned())
}

async fn openai(
    call: &mut Call<'_>,
    model: &str,
    recording: &Recording,
    language: Option<&str>,
) -> Result<String, ProviderError> {
    let mut fields = vec![("model", model), ("response_format", "json")];
    fields.extend(language.map(|language| ("language", language)));
    let file = File {
        field: "file",
        name: &recording.file_name,
        media_type: &recording.media_type,
        bytes: &recording.bytes,
    };
    let (media_type, body) = multipart::form(&fields, file);
    let url = join(&with_model(&call.endpoint.base_url, model), "audio/transcriptions");
    let answer = call.whole(&post(url, media_type, body), MAX_BYTES).await?;
    let transcript: Transcript = serde_json::from_slice(&answer).map_err(|_| call.useless("a transcript"))?;
    Ok(transcript.text)
}

async fn gemini(
    call: &mut Call<'_>,
    model: &str,
    recording: &Recording,
    language: Option<&str>,
) -> Result<String, ProviderError> {
    let spoken =
        language.map(|language| format!(" It is spoken in {language} (ISO 639-1).")).unwrap_or_default();
    let wish = format!("Write down what is said in this recording, word for word, and nothing else.{spoken}");
    let data = Base64Display::new(&recording.bytes, &STANDARD).to_string();
    let sound = json!({ "inlineData": { "mimeType": recording.media_type, "data": data } });
    let body = json!({ "contents": [{ "role": "user", "parts": [{ "text": wish }, sound] }] });
    let request = gemini::request(call.endpoint, model, "generateContent", &body)?;
    let answer = call.whole(&request, MAX_BYTES).await?;
    let events = gemini::events(call.endpoint, &answer)?;
    // An answer that was cut would pass for all that was said.
    if !matches!(events.last(), Some(StreamEvent::Finished { reason: parlance_domain::FinishReason::Stop })) {
        return Err(call.useless("the whole transcript"));
    }
    let words = events.into_iter().filter_map(|event| match event {
        StreamEvent::TextDelta { text, .. } => Some(text),
        _ => None,
    });
    Ok(words.collect())
}
