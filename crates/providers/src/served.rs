//! What a server of one's own says of one model, which its list leaves out: the window that it really serves, and what the
//! model can do.

use parlance_llm::HttpMethod;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::facts::{Modalities, ModelFacts, Reasoning, ReasoningKind};
use crate::listed::{array, efforts_named};
use crate::models::{ask, number_at};
use crate::{Endpoint, HttpClient, ProviderError};

/// How a server is asked of one model. Paths lie beside the `/v1` of the base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServedApi {
    /// `POST /api/show` and `GET /api/ps`: <https://docs.ollama.com/api>.
    Ollama,
    /// `GET /api/v1/models`, before version 0.4 `GET /api/v0/models/{id}`: <https://lmstudio.ai/docs/developer/rest>.
    Lmstudio,
    /// `GET /props`: the README of llama.cpp's server.
    Llamacpp,
}

/// One model as its server has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServedModel {
    pub facts: ModelFacts,
    /// It is in the server's memory, so that its context is the one that is served. Else that may become smaller.
    pub loaded: bool,
}

/// Asks the server of one model. `None` where it has no interface for that.
pub async fn served_model(
    client: &HttpClient,
    endpoint: &Endpoint,
    model: &str,
) -> Result<Option<ServedModel>, ProviderError> {
    let server = Server { client, endpoint };
    match endpoint.served_api() {
        None => Ok(None),
        Some(ServedApi::Ollama) => server.ollama(model).await.map(Some),
        Some(ServedApi::Lmstudio) => server.lmstudio(model).await,
        Some(ServedApi::Llamacpp) => server.llamacpp(model).await.map(Some),
    }
}

struct Server<'a> {
    client: &'a HttpClient,
    endpoint: &'a Endpoint,
}

impl Server<'_> {
    async fn ollama(&self, model: &str) -> Result<ServedModel, ProviderError> {
        let shown = self.post("api/show", &json!({ "model": model })).await?;
        // Which models are in memory is told by newer versions alone, and is not worth an error.
        let running = self.get("api/ps", &[]).await.unwrap_or_default();
        Ok(ollama(&shown, &running, model))
    }

    async fn lmstudio(&self, model: &str) -> Result<Option<ServedModel>, ProviderError> {
        let newer = self.get("api/v1/models", &[]).await;
        if let Some(served) = newer.as_ref().ok().and_then(|list| lmstudio(list, model)) {
            return Ok(Some(served));
        }
        Ok(Some(lmstudio_before(&self.get(&format!("api/v0/models/{model}"), &[]).await?)))
    }

    /// A server of several models takes the name of one, and is not to load it for that; one of a single model ignores both.
    async fn llamacpp(&self, model: &str) -> Result<ServedModel, ProviderError> {
        Ok(llamacpp(&self.get("props", &[("model", model), ("autoload", "false")]).await?))
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, ProviderError> {
        let mut url = beside(&self.endpoint.base_url, path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        ask(self.client, self.endpoint, HttpMethod::Get, url, Vec::new()).await
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, ProviderError> {
        let url = beside(&self.endpoint.base_url, path);
        ask(self.client, self.endpoint, HttpMethod::Post, url, body.to_string().into_bytes()).await
    }
}

/// `path` beside the compatible interface, or below a base that names none.
fn beside(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let root = base.path().trim_end_matches('/');
    let root = ["/v1", "/api"].iter().find_map(|end| root.strip_suffix(end)).unwrap_or(root).to_owned();
    url.set_path(&format!("{root}/{path}"));
    url
}

/// The window that a model is loaded with goes before the one that its file asks for, and both before the one that it was
/// trained with: what does not fit into the first is cut off without a word.
fn ollama(shown: &Value, running: &Value, model: &str) -> ServedModel {
    let is_it = |entry: &&Value| {
        let named = |name: &str| entry.get(name).and_then(Value::as_str);
        named("model").or_else(|| named("name")).is_some_and(|id| tagged(id) == tagged(model))
    };
    let loaded = running.get("models").and_then(Value::as_array).and_then(|models| models.iter().find(is_it));
    let trained = || {
        let info = shown.get("model_info")?;
        let architecture = info.get("general.architecture")?.as_str()?;
        number_at(info, &[&format!("/{architecture}.context_length")])
    };
    let context = loaded.and_then(|loaded| number_at(loaded, &["/context_length"]));
    let capabilities = array(shown, &["/capabilities"]);
    // All that there are: a model of which some are named has no others.
    let can = |name: &str| Some(capabilities?.iter().any(|entry| entry == name));
    let facts = ModelFacts {
        context: context.or_else(|| number_of_file(shown)).or_else(trained),
        input: Modalities { image: can("vision"), ..Modalities::default() },
        tools: can("tools"),
        reasoning: can("thinking").map(|thinks| match array(shown, &["/thinking/values"]) {
            _ if !thinks => Reasoning::Kind(ReasoningKind::None),
            values => thinking(values.unwrap_or_default()),
        }),
        ..ModelFacts::default()
    };
    ServedModel { facts, loaded: loaded.is_some() }
}

/// `llama3.2` is `llama3.2:latest`.
fn tagged(model: &str) -> String {
    let name = model.rsplit('/').next().unwrap_or(model);
    if name.contains(':') { model.to_owned() } else { format!("{model}:latest") }
}

/// The `num_ctx` of a model's file, whose parameters are lines of text.
fn number_of_file(shown: &Value) -> Option<u64> {
    let lines = shown.get("parameters")?.as_str()?.lines();
    let mut values = lines.filter_map(|line| line.trim().strip_prefix("num_ctx")?.trim().parse().ok());
    values.next_back().filter(|tokens| *tokens > 0)
}

/// Levels where words among the values name some; a switch says no more than that it thinks.
fn thinking(values: &[Value]) -> Reasoning {
    let levels = efforts_named(values);
    if levels.is_empty() { Reasoning::Kind(ReasoningKind::Own) } else { Reasoning::Levels(levels) }
}

/// `None` where the list does not know the model.
fn lmstudio(list: &Value, id: &str) -> Option<ServedModel> {
    let has_id = |instance: &Value| instance.get("id").is_some_and(|named| named == id);
    let instances = |model: &Value| -> Vec<Value> {
        model.get("loaded_instances").and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let is_it =
        |model: &&Value| model.get("key").is_some_and(|key| key == id) || instances(model).iter().any(has_id);
    let model = list.get("models")?.as_array()?.iter().find(is_it)?;
    let instances = instances(model);
    let instance = instances.iter().find(|instance| has_id(instance)).or_else(|| instances.first());
    let context = instance.and_then(|instance| number_at(instance, &["/config/context_length"]));
    let can = |name: &str| model.pointer("/capabilities")?.get(name)?.as_bool();
    let reasoning = model.pointer("/capabilities/reasoning");
    let facts = ModelFacts {
        context: context.or_else(|| number_at(model, &["/max_context_length"])),
        input: Modalities { image: can("vision"), ..Modalities::default() },
        tools: can("trained_for_tool_use"),
        reasoning: reasoning.and_then(|told| match told.get("allowed_options").and_then(Value::as_array) {
            Some(options) => Some(thinking(options)),
            None => told
                .as_bool()
                .map(|thinks| Reasoning::Kind(if thinks { ReasoningKind::Own } else { ReasoningKind::None })),
        }),
        ..ModelFacts::default()
    };
    Some(ServedModel { facts, loaded: instance.is_some() })
}

/// Before version 0.4.
fn lmstudio_before(model: &Value) -> ServedModel {
    let is_vision = model.get("type").and_then(Value::as_str).map(|kind| kind == "vlm");
    let tools =
        array(model, &["/capabilities"]).map(|named| named.iter().any(|capability| capability == "tool_use"));
    let facts = ModelFacts {
        context: number_at(model, &["/loaded_context_length", "/max_context_length"]),
        input: Modalities { image: is_vision, ..Modalities::default() },
        tools,
        ..ModelFacts::default()
    };
    ServedModel { facts, loaded: model.get("state").is_some_and(|state| state == "loaded") }
}

fn llamacpp(props: &Value) -> ServedModel {
    let context = number_at(props, &["/default_generation_settings/n_ctx"]);
    let flag = |pointer: &str| props.pointer(pointer).and_then(Value::as_bool);
    let facts = ModelFacts {
        context,
        input: Modalities {
            image: flag("/modalities/vision"),
            audio: flag("/modalities/audio"),
            ..Modalities::default()
        },
        // One without them takes tools and drops them in silence.
        tools: flag("/chat_template_caps/supports_tools"),
        ..ModelFacts::default()
    };
    ServedModel { facts, loaded: context.is_some() }
}

#[cfg(test)]
#[path = "served_tests.rs"]
mod tests;
