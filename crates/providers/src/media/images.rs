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
/// How often a picture is asked for at its address.
const FETCHES: u32 = 3;

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
    if drawing.images.is_empty() { Err(paid(call.useless("a picture"))) } else { Ok(drawing) }
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
    read(call, &answer).await.map_err(paid)
}

/// What goes wrong once the provider has answered is not asked for again.
fn paid(error: ProviderError) -> ProviderError {
    ProviderError { after_first_token: true, ..error }
}

/// The answer of `images/generations`: `data`, and `usage` where the server counts.
async fn read(call: &mut Call<'_>, answer: &[u8]) -> Result<Drawing, ProviderError> {
    let answer: Value = serde_json::from_slice(answer).map_err(|_| call.useless("a picture"))?;
    let count = |name: &str| answer.pointer("/usage")?.get(name)?.as_u64();
    let usage = Usage {
        input_tokens: count("input_tokens"),
        output_tokens: count("output_tokens"),
        ..Usage::default()
    };
    let usage = usage.output_tokens.is_some().then_some(usage);
    if let Some(usage) = usage {
        // Before anything else can go wrong.
        call.tell(StreamEvent::Usage(usage)).await;
    }
    let (mut images, mut lost) = (Vec::new(), None);
    for image in answer.get("data").and_then(Value::as_array).into_iter().flatten() {
        match serde_json::from_value(image.clone()) {
            Ok(Image::B64Json { b64_json, .. }) => images.push(decoded(call, b64_json.trim())?),
            Ok(Image::Url { url, .. }) => match fetched(call, &url).await {
                Ok(image) => images.push(image),
                Err(error) => lost = Some(error),
            },
            Err(_) => tracing::warn!("skipped an image that is neither base64 nor an address"),
        }
    }
    match lost {
        Some(error) if images.is_empty() => Err(error),
        _ => Ok(Drawing { images, usage }),
    }
}

/// The picture at an address. It is asked for again: that is free, and the picture is paid for.
async fn fetched(call: &Call<'_>, url: &str) -> Result<LoadedImage, ProviderError> {
    let mut attempt = 1;
    loop {
        match load_given(call.client, call.endpoint, url).await {
            Ok(image) => return Ok(image),
            Err(error) if attempt < FETCHES && error.may_pass() => attempt += 1,
            Err(error) => {
                let host = call.endpoint.host();
                return Err(ProviderError::network(format!("{host} gave the address of a picture: {error}")));
            }
        }
    }
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
    for event in gemini::events(call.endpoint, &answer).map_err(paid)? {
        match event {
            StreamEvent::Image { data, .. } => {
                let kind =
                    ImageType::of(&data).ok_or_else(|| paid(call.useless("a picture that can be read")))?;
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
