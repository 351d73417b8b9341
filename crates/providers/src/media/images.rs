use async_openai::types::images::{CreateImageRequest, Image, ImageModel};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parlance_domain::{FinishReason, Usage};
use parlance_llm::{ErrorKind, StreamEvent};
use serde_json::{Value, json};

use super::MediaApi;
use super::call::{Call, json as json_request};
use super::gemini;
use crate::image::load_given;
use crate::{FailureClass, FailureKind, ImageType, LoadedImage, ProviderError};

/// Several pictures in base64.
const MAX_BYTES: usize = 128 * 1024 * 1024;

/// What a model drew.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub images: Vec<LoadedImage>,
    pub usage: Option<Usage>,
}

pub(super) async fn generate(
    call: &mut Call<'_>,
    api: MediaApi,
    model: &str,
    prompt: &str,
) -> Result<Drawing, ProviderError> {
    let drawing = match api {
        MediaApi::Openai => openai(call, model, prompt).await?,
        MediaApi::Gemini => gemini(call, model, prompt).await?,
    };
    if drawing.images.is_empty() { Err(call.useless("a picture")) } else { Ok(drawing) }
}

/// Whether the picture comes along or as an address is left to the server: the newest models refuse to be asked.
async fn openai(call: &mut Call<'_>, model: &str, prompt: &str) -> Result<Drawing, ProviderError> {
    let body = CreateImageRequest {
        prompt: prompt.to_owned(),
        model: ImageModel::Other(model.to_owned()),
        ..CreateImageRequest::default()
    };
    let request = json_request(call.endpoint, model, "images/generations", &body)?;
    let answer = call.whole(&request, MAX_BYTES).await?;
    read(call, &answer).await
}

/// The answer of `images/generations`: `data`, and `usage` where the server counts.
pub(super) async fn read(call: &Call<'_>, answer: &[u8]) -> Result<Drawing, ProviderError> {
    let answer: Value = serde_json::from_slice(answer).map_err(|_| call.useless("a picture"))?;
    let count = |name: &str| answer.pointer("/usage")?.get(name)?.as_u64();
    let usage = Usage {
        input_tokens: count("input_tokens"),
        output_tokens: count("output_tokens"),
        ..Usage::default()
    };
    let mut images = Vec::new();
    for image in answer.get("data").and_then(Value::as_array).into_iter().flatten() {
        match serde_json::from_value(image.clone()) {
            Ok(Image::B64Json { b64_json, .. }) => images.push(decoded(call, b64_json.trim())?),
            Ok(Image::Url { url, .. }) => {
                let loaded = load_given(call.client, call.endpoint, &url).await;
                let host = call.endpoint.host();
                images.push(loaded.map_err(|error| {
                    ProviderError::network(format!("{host} gave the address of a picture: {error}"))
                })?);
            }
            Err(_) => tracing::warn!("skipped an image that is neither base64 nor an address"),
        }
    }
    Ok(Drawing { images, usage: usage.output_tokens.is_some().then_some(usage) })
}

fn decoded(call: &Call<'_>, text: &str) -> Result<LoadedImage, ProviderError> {
    let bytes = STANDARD.decode(text).map_err(|_| call.useless("a picture that can be read"))?;
    let kind = ImageType::of(&bytes).ok_or_else(|| call.useless("a picture that can be read"))?;
    Ok(LoadedImage { kind, bytes })
}

async fn gemini(call: &mut Call<'_>, model: &str, prompt: &str) -> Result<Drawing, ProviderError> {
    let body = json!({
        "contents": [{ "role": "user", "parts": [{ "text": prompt }] }],
        "generationConfig": { "responseModalities": ["TEXT", "IMAGE"] },
    });
    let request = gemini::request(call.endpoint, model, "generateContent", &body)?;
    let answer = call.whole(&request, MAX_BYTES).await?;
    let mut drawing = Drawing { images: Vec::new(), usage: None };
    for event in gemini::events(call.endpoint, &answer)? {
        match event {
            StreamEvent::Image { data, .. } => {
                let kind = ImageType::of(&data).ok_or_else(|| call.useless("a picture that can be read"))?;
                drawing.images.push(LoadedImage { kind, bytes: data.to_vec() });
            }
            StreamEvent::Usage(usage) => drawing.usage = Some(usage),
            StreamEvent::Finished { reason: FinishReason::ContentFilter } if drawing.images.is_empty() => {
                return Err(ProviderError::new(
                    FailureClass::Request,
                    FailureKind::Api(ErrorKind::ContentFilter),
                    "The provider's filter held the picture back.",
                ));
            }
            _ => {}
        }
    }
    Ok(drawing)
}
