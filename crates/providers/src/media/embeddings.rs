use async_openai::types::embeddings::{CreateEmbeddingRequest, EmbeddingInput, EncodingFormat};
use serde::Deserialize;
use serde_json::json;

use super::MediaApi;
use super::call::{Call, json as json_request};
use super::gemini;
use crate::ProviderError;

/// Thousands of vectors as JSON.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// Servers differ in what stands around the vectors.
#[derive(Deserialize)]
struct OpenaiAnswer {
    data: Vec<OpenaiVector>,
}

#[derive(Deserialize)]
struct OpenaiVector {
    #[serde(default)]
    index: Option<usize>,
    embedding: Vec<f32>,
}

#[derive(Deserialize)]
struct GeminiAnswer {
    embeddings: Vec<GeminiVector>,
}

#[derive(Deserialize)]
struct GeminiVector {
    values: Vec<f32>,
}

pub(super) async fn embed(
    call: &mut Call<'_>,
    api: MediaApi,
    model: &str,
    texts: &[String],
) -> Result<Vec<Vec<f32>>, ProviderError> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let vectors = match api {
        MediaApi::Openai => openai(call, model, texts).await?,
        MediaApi::Gemini => gemini(call, model, texts).await?,
    };
    let length = vectors.first().map_or(0, Vec::len);
    // A vector that is missing would give its place to the next one's text.
    let whole =
        vectors.len() == texts.len() && length > 0 && vectors.iter().all(|vector| vector.len() == length);
    if whole { Ok(vectors) } else { Err(call.useless("a vector for each text")) }
}

async fn openai(call: &mut Call<'_>, model: &str, texts: &[String]) -> Result<Vec<Vec<f32>>, ProviderError> {
    let body = CreateEmbeddingRequest {
        model: model.to_owned(),
        input: EmbeddingInput::StringArray(texts.to_vec()),
        encoding_format: Some(EncodingFormat::Float),
        ..CreateEmbeddingRequest::default()
    };
    let request = json_request(call.endpoint, model, "embeddings", &body)?;
    let answer = call.whole(&request, MAX_BYTES).await?;
    let answer: OpenaiAnswer = serde_json::from_slice(&answer).map_err(|_| call.useless("embeddings"))?;
    let mut vectors = answer.data;
    // Stable: those without a number stay as they came.
    vectors.sort_by_key(|vector| vector.index);
    Ok(vectors.into_iter().map(|vector| vector.embedding).collect())
}

async fn gemini(call: &mut Call<'_>, model: &str, texts: &[String]) -> Result<Vec<Vec<f32>>, ProviderError> {
    let requests: Vec<_> = texts
        .iter()
        .map(|text| json!({ "model": format!("models/{model}"), "content": { "parts": [{ "text": text }] } }))
        .collect();
    let request =
        gemini::request(call.endpoint, model, "batchEmbedContents", &json!({ "requests": requests }))?;
    let answer = call.whole(&request, MAX_BYTES).await?;
    let answer: GeminiAnswer = serde_json::from_slice(&answer).map_err(|_| call.useless("embeddings"))?;
    Ok(answer.embeddings.into_iter().map(|vector| vector.values).collect())
}
