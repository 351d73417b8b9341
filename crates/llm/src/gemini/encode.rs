use serde::Serialize;
use url::Url;

use super::content::{self, Content, Part};
use super::parameters::GenerationConfig;
use super::tools::{self, ToolConfig, Tools};
use crate::dropped::Losses;
use crate::{ChatRequest, EncodeError, HttpRequest, Target, Wire, post, transcript};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<SystemInstruction<'a>>,
    contents: Vec<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<[Tools<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_config: Option<ToolConfig<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation_config: Option<GenerationConfig<'a>>,
}

#[derive(Serialize)]
struct SystemInstruction<'a> {
    parts: Vec<Part<'a>>,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let mut losses = Losses::default();
    let turns = transcript::turns(&request.messages, target, |_| true, &mut losses);
    let contents = content::contents(&turns, wants_signed_calls(&request.model), &mut losses);
    if contents.is_empty() {
        return Err(EncodeError::Empty);
    }
    let system = content::system(&turns, &mut losses);
    let parameters = Wire::Gemini.fit(&request.parameters).parameters;
    let body = Body {
        system_instruction: (!system.is_empty()).then_some(SystemInstruction { parts: system }),
        contents,
        tools: tools::tools(request),
        tool_config: tools::config(request),
        generation_config: GenerationConfig::new(&parameters, &request.model, request.output.as_ref()),
    };
    post::request(
        endpoint(&target.base_url, &request.model, request.whole)?,
        "text/event-stream",
        &body,
        request,
        losses,
    )
}

/// `…/models/{model}:streamGenerateContent?alt=sse` under the base, whose query stays; `:generateContent` where the answer
/// comes whole. The model may name its
/// collection, as Google's own list does (`models/x`, `tunedModels/x`). A base that already is an endpoint, as people
/// paste it, gives way to the model that is asked.
fn endpoint(base: &Url, model: &str, whole: bool) -> Result<Url, EncodeError> {
    let mut url = base.clone();
    url.set_fragment(None);
    let path = base.path().trim_end_matches('/');
    let pasted = match path.rsplit('/').next().unwrap_or_default() {
        "models" => 1,
        last if last.ends_with(":streamGenerateContent") || last.ends_with(":generateContent") => 2,
        _ => 0,
    };
    let (collection, model) = match model.split_once('/') {
        Some((collection @ ("models" | "tunedModels"), model)) => (collection, model),
        _ => ("models", model),
    };
    let mut segments = url.path_segments_mut().map_err(|()| EncodeError::BaseUrl(base.clone()))?;
    segments.pop_if_empty();
    for _ in 0..pasted {
        segments.pop();
    }
    let method = if whole { "generateContent" } else { "streamGenerateContent" };
    segments.push(collection).push(&format!("{model}:{method}"));
    drop(segments);
    let others: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(key, _)| key != "alt").collect();
    let stream = (!whole).then_some(("alt", "sse"));
    url.query_pairs_mut().clear().extend_pairs(others).extend_pairs(stream);
    // An empty query would leave its question mark.
    if url.query() == Some("") {
        url.set_query(None);
    }
    Ok(url)
}

/// Since Gemini 3 (<https://ai.google.dev/gemini-api/docs/thought-signatures>).
fn wants_signed_calls(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let generation =
        name.strip_prefix("gemini-").and_then(|rest| rest.split(['.', '-']).next()?.parse::<u32>().ok());
    generation.is_some_and(|generation| generation >= 3)
}
