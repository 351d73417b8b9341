//! What a provider's list says of a model, each in its own words.

use serde_json::Value;

use crate::facts::{Modalities, ModelFacts, Reasoning, ReasoningKind};
use crate::{Price, PriceTier, Rates, models};

pub(crate) fn facts(model: &Value) -> ModelFacts {
    ModelFacts {
        context: models::number_at(model, &CONTEXT),
        max_output: models::number_at(model, &MAX_OUTPUT),
        price: price(model),
        input: input(model),
        output: array(model, &["/architecture/output_modalities", "/output_modalities"])
            .map(modalities)
            .unwrap_or_default(),
        tools: tools(model),
        reasoning: reasoning(model),
        knowledge: knowledge(model),
    }
}

/// The window that the server really serves goes before the one that the model was trained with.
const CONTEXT: [&str; 11] = [
    "/top_provider/context_length", // OpenRouter
    "/context_length",              // OpenRouter, Together
    "/context_window",              // Groq
    "/max_context_length",          // Mistral
    "/meta/n_ctx",                  // llama.cpp
    "/max_model_len",               // vLLM
    "/loaded_context_length",       // LM Studio
    "/max_prompt_length",           // xAI
    "/max_input_tokens",            // Anthropic
    "/inputTokenLimit",             // Gemini
    "/meta/n_ctx_train",            // llama.cpp, older
];

const MAX_OUTPUT: [&str; 4] = [
    "/top_provider/max_completion_tokens", // OpenRouter
    "/max_completion_tokens",              // Groq
    "/max_tokens",                         // Anthropic
    "/outputTokenLimit",                   // Gemini
];

/// OpenRouter gives dollars per token as text, Together dollars per million as numbers.
fn price(model: &Value) -> Option<Price> {
    let pricing = model.get("pricing")?;
    let per_million = |name: &str| pricing.get(name)?.as_f64();
    let (input, output, cached) = match (per_token(pricing, "prompt"), per_token(pricing, "completion")) {
        (Some(input), Some(output)) => (input, output, per_token(pricing, "input_cache_read")),
        _ => (per_million("input")?, per_million("output")?, None),
    };
    // OpenRouter's own router has no price of its own and says -1.
    if input < 0.0 || output < 0.0 {
        return None;
    }
    let tiers = pricing.get("overrides").and_then(Value::as_array).into_iter().flatten();
    let tier = |tier: &Value| {
        let from = models::number_at(tier, &["/min_prompt_tokens"])?;
        // What a tier does not say stays as it was.
        let rate =
            |name: &str, before: f64| per_token(tier, name).filter(|price| *price >= 0.0).unwrap_or(before);
        let cached = per_token(tier, "input_cache_read").or(cached);
        let rates = Rates::per_million(rate("prompt", input), rate("completion", output), cached);
        Some(PriceTier { above_tokens: from - 1, rates })
    };
    Some(Price::tiered(Rates::per_million(input, output, cached), tiers.filter_map(tier).collect()))
}

fn per_token(prices: &Value, name: &str) -> Option<f64> {
    prices.get(name)?.as_str()?.trim().parse::<f64>().ok().map(|price| price * 1e6)
}

fn input(model: &Value) -> Modalities {
    let named = array(model, &["/architecture/input_modalities", "/input_modalities"]).map(modalities);
    let told = Modalities {
        image: capability(model, "image_input").or_else(|| capability(model, "vision")),
        pdf: capability(model, "pdf_input"),
        audio: capability(model, "audio"),
        video: None,
    };
    named.unwrap_or_default().or(told)
}

/// A list of all that there is: what it does not name is not there.
fn modalities(named: &[Value]) -> Modalities {
    let has = |name: &str| Some(named.iter().any(|entry| entry == name));
    // OpenRouter says "file".
    let pdf = named.iter().any(|entry| entry == "file" || entry == "pdf");
    Modalities { image: has("image"), pdf: Some(pdf), audio: has("audio"), video: has("video") }
}

fn tools(model: &Value) -> Option<bool> {
    let parameters = array(model, &["/supported_parameters"]);
    let by_parameter = parameters.map(|named| named.iter().any(|entry| entry == "tools"));
    by_parameter
        .or_else(|| capability(model, "function_calling"))
        .or_else(|| capability(model, "tools"))
        .or_else(|| capability(model, "tool_use"))
}

fn reasoning(model: &Value) -> Option<Reasoning> {
    let levels = efforts(model);
    if !levels.is_empty() {
        return Some(Reasoning::Levels(levels));
    }
    let parameters = array(model, &["/supported_parameters"]);
    let by_parameter = parameters.map(|named| named.iter().any(|entry| entry == "reasoning"));
    let thinks = by_parameter
        .or_else(|| model.get("thinking").and_then(Value::as_bool)) // Gemini
        .or_else(|| capability(model, "thinking"))
        .or_else(|| capability(model, "reasoning"))?;
    // Anthropic's older models take a budget and nothing else.
    let budget = model.pointer("/capabilities/thinking/types/enabled/supported") == Some(&Value::Bool(true));
    Some(Reasoning::Kind(match (thinks, budget) {
        (false, _) => ReasoningKind::None,
        (true, true) => ReasoningKind::Budget,
        (true, false) => ReasoningKind::Own,
    }))
}

/// From the least effort to the most, whatever the order of the list.
const EFFORTS: [&str; 7] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/// Those of a list of words that are levels of effort.
pub(crate) fn efforts_named(words: &[Value]) -> Vec<String> {
    EFFORTS.iter().filter(|level| words.iter().any(|word| word == *level)).map(ToString::to_string).collect()
}

fn efforts(model: &Value) -> Vec<String> {
    let named = efforts_named(array(model, &["/reasoning/supported_efforts"]).unwrap_or_default()); // OpenRouter
    let in_list = |level: &str| named.iter().any(|entry| entry == level);
    let effort = model.pointer("/capabilities/effort"); // Anthropic
    let in_object = |level: &str| {
        let told = effort.and_then(|effort| effort.pointer(&format!("/{level}/supported")));
        told == Some(&Value::Bool(true))
    };
    EFFORTS.iter().filter(|level| in_list(level) || in_object(level)).map(ToString::to_string).collect()
}

/// A date, and nothing that only looks like an answer.
fn knowledge(model: &Value) -> Option<String> {
    let date = model.get("knowledge_cutoff")?.as_str()?;
    let is_date = matches!(date.len(), 7 | 10)
        && date.chars().enumerate().all(|(at, c)| match at {
            4 | 7 => c == '-',
            _ => c.is_ascii_digit(),
        });
    is_date.then(|| date.to_owned())
}

/// `{"vision": true}` (Mistral), `{"image_input": {"supported": true}}` (Anthropic), `["vision", …]` (Ollama, LM Studio). A list
/// of words names some of what a model can do, and so never says what it cannot.
fn capability(model: &Value, name: &str) -> Option<bool> {
    let capabilities = model.get("capabilities")?;
    if let Some(words) = capabilities.as_array() {
        return words.iter().any(|word| word == name).then_some(true);
    }
    let told = capabilities.get(name)?;
    told.as_bool().or_else(|| told.get("supported")?.as_bool())
}

pub(crate) fn array<'a>(model: &'a Value, pointers: &[&str]) -> Option<&'a [Value]> {
    let arrays = pointers.iter().filter_map(|pointer| model.pointer(pointer)?.as_array());
    arrays.map(Vec::as_slice).find(|array| !array.is_empty())
}

#[cfg(test)]
#[path = "listed_tests.rs"]
mod tests;
