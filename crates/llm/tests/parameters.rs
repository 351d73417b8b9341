//! Parameters as each wire carries them, and as a server refuses them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use parlance_domain::{
    Omission, OmissionReason, ParameterName, Parameters, Reasoning, ReasoningEffort, Refusal, Role, Verbosity,
};
use parlance_llm::{ChatMessage, ChatRequest, Target, Wire, refused};
use serde_json::{Value, json};
use url::Url;

fn every() -> Parameters {
    Parameters {
        system_prompt: None,
        temperature: Some(0.5),
        top_p: Some(0.25),
        max_output_tokens: Some(4000),
        reasoning: Some(Reasoning::Effort(ReasoningEffort::High)),
        verbosity: Some(Verbosity::Low),
        stop: vec!["END".into(), "###".into()],
        seed: Some(7),
    }
}

fn effort(effort: ReasoningEffort) -> Parameters {
    Parameters { reasoning: Some(Reasoning::Effort(effort)), ..Parameters::default() }
}

fn budget(tokens: u32) -> Parameters {
    Parameters { reasoning: Some(Reasoning::BudgetTokens(tokens)), ..Parameters::default() }
}

/// The body without what every request has.
fn sent_by(wire: Wire, model: &str, parameters: &Parameters) -> Value {
    let target =
        Target { encrypted_reasoning: false, ..Target::new(Url::parse("https://x.test/v1").unwrap()) };
    let messages = vec![ChatMessage::text(Role::User, "Hi")];
    let request = ChatRequest {
        model: model.into(),
        messages,
        parameters: parameters.clone(),
        ..ChatRequest::default()
    };
    let body = wire.codec().encode(&target, &request).unwrap().body;
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    for common in ["model", "messages", "input", "contents", "stream", "store"] {
        body.as_object_mut().unwrap().remove(common);
    }
    body
}

fn sent(wire: Wire, parameters: &Parameters) -> Value {
    sent_by(wire, "m-1", parameters)
}

#[test]
fn chat_completions_has_them_all() {
    assert_eq!(
        sent(Wire::OpenaiChat, &every()),
        json!({"temperature": 0.5, "top_p": 0.25, "max_tokens": 4000, "reasoning_effort": "high", "verbosity": "low",
               "stop": ["END", "###"], "seed": 7})
    );
}

#[test]
fn responses_nests_effort_and_verbosity() {
    assert_eq!(
        sent(Wire::OpenaiResponses, &every()),
        json!({"temperature": 0.5, "top_p": 0.25, "max_output_tokens": 4000, "reasoning": {"effort": "high"},
               "text": {"verbosity": "low"}})
    );
}

#[test]
fn messages_thinks_without_sampling() {
    assert_eq!(
        sent(Wire::AnthropicMessages, &every()),
        json!({"max_tokens": 4000, "thinking": {"type": "adaptive"}, "output_config": {"effort": "high"},
               "stop_sequences": ["END", "###"]})
    );
    let plain = Parameters { temperature: Some(1.0), ..effort(ReasoningEffort::Max) };
    assert_eq!(
        sent(Wire::AnthropicMessages, &plain),
        json!({"max_tokens": 32000, "temperature": 1.0, "thinking": {"type": "adaptive"},
               "output_config": {"effort": "max"}})
    );
    let off = Parameters { temperature: Some(0.5), ..effort(ReasoningEffort::None) };
    assert_eq!(
        sent(Wire::AnthropicMessages, &off),
        json!({"max_tokens": 32000, "temperature": 0.5, "thinking": {"type": "disabled"}})
    );
}

#[test]
fn a_budget_of_messages_lies_within_the_limit() {
    let of = |tokens, max_output_tokens| {
        let sent = sent(Wire::AnthropicMessages, &Parameters { max_output_tokens, ..budget(tokens) });
        (sent["thinking"]["budget_tokens"].clone(), sent["max_tokens"].clone())
    };
    assert_eq!(of(2000, None), (json!(2000), json!(32000)));
    assert_eq!(of(100, None), (json!(1024), json!(32000)));
    assert_eq!(of(31_000, None), (json!(31_000), json!(35_096)));
    assert_eq!(of(9000, Some(5000)), (json!(4999), json!(5000)));
    assert_eq!(of(9000, Some(1000)), (Value::Null, json!(1000)));
}

#[test]
fn gemini_configures_the_generation() {
    assert_eq!(
        sent(Wire::Gemini, &every()),
        json!({"generationConfig": {"temperature": 0.5, "topP": 0.25, "maxOutputTokens": 4000,
               "stopSequences": ["END", "###"], "seed": 7, "thinkingConfig": {"thinkingLevel": "high"}}})
    );
    let thinking = |model, parameters: Parameters| {
        sent_by(Wire::Gemini, model, &parameters)["generationConfig"]["thinkingConfig"].clone()
    };
    for model in ["gemini-2.5-flash", "models/gemini-2.5-flash"] {
        assert_eq!(thinking(model, effort(ReasoningEffort::Medium)), json!({"thinkingBudget": 8192}));
    }
    assert_eq!(thinking("gemini-3.8-flash", effort(ReasoningEffort::Max)), json!({"thinkingLevel": "high"}));
    assert_eq!(thinking("gemini-3.8-flash", effort(ReasoningEffort::None)), json!({"thinkingBudget": 0}));
    assert_eq!(thinking("gemini-3.8-flash", budget(500)), json!({"thinkingBudget": 500}));
}

#[test]
fn ollama_has_options_beside_think() {
    assert_eq!(
        sent(Wire::OllamaChat, &every()),
        json!({"think": "high", "options": {"temperature": 0.5, "top_p": 0.25, "num_predict": 4000,
               "stop": ["END", "###"], "seed": 7}})
    );
    assert_eq!(sent(Wire::OllamaChat, &effort(ReasoningEffort::None)), json!({"think": false}));
    assert_eq!(sent(Wire::OllamaChat, &effort(ReasoningEffort::Minimal)), json!({"think": "low"}));
}

#[test]
fn what_is_told_to_be_left_out_is_what_is_not_sent() {
    let mut alone = Vec::new();
    for name in ParameterName::ALL {
        let mut parameters = every();
        ParameterName::ALL
            .into_iter()
            .filter(|other| *other != name)
            .for_each(|other| parameters.clear(other));
        alone.push(parameters);
    }
    alone.extend(Wire::ALL.into_iter().flat_map(Wire::efforts).map(|known| effort(*known)));
    alone.push(budget(2000));
    for wire in Wire::ALL {
        let plain = sent(wire, &Parameters::default());
        for parameters in alone.iter().filter(|parameters| !parameters.is_empty()) {
            let omissions = wire.fit(parameters).omissions;
            assert_eq!(sent(wire, parameters) == plain, !omissions.is_empty(), "{wire:?} {parameters:?}");
            assert!(omissions.iter().all(|left| parameters.has(left.parameter)));
        }
    }
}

#[test]
fn an_omission_says_why() {
    let of = |wire: Wire, parameters: &Parameters| -> Vec<_> {
        let told = wire.fit(parameters).omissions.into_iter();
        told.map(|Omission { parameter, reason }| (parameter, reason)).collect()
    };
    use OmissionReason::{Excluded, Unsupported};
    assert_eq!(of(Wire::OpenaiChat, &every()), []);
    assert_eq!(
        of(Wire::OpenaiResponses, &every()),
        [(ParameterName::Stop, Unsupported), (ParameterName::Seed, Unsupported)]
    );
    assert_eq!(
        of(Wire::AnthropicMessages, &every()),
        [
            (ParameterName::Verbosity, Unsupported),
            (ParameterName::Seed, Unsupported),
            (ParameterName::Temperature, Excluded),
            (ParameterName::TopP, Excluded),
        ]
    );
    assert_eq!(of(Wire::OllamaChat, &budget(2000)), [(ParameterName::Reasoning, Unsupported)]);
}

#[test]
fn the_parameter_that_a_server_refuses() {
    let minimal = Parameters { reasoning: Some(Reasoning::Effort(ReasoningEffort::Minimal)), ..every() };
    let of = |place, message| {
        refused(&minimal, place, message).map(|Refusal { parameter, value }| (parameter, value))
    };
    let any = |name| Some((name, None));
    let only = |name, value: &str| Some((name, Some(value.to_owned())));
    for (place, message, expected) in [
        (
            None,
            "Unsupported parameter: 'temperature' is not supported with this model.",
            any(ParameterName::Temperature),
        ),
        (None, "temperature and top_p cannot both be specified for this model.", any(ParameterName::TopP)),
        (Some("top_p"), "Argument not supported on this model.", any(ParameterName::TopP)),
        (Some("reasoning.effort"), "Not available.", only(ParameterName::Reasoning, "effort")),
        (
            None,
            "Unsupported value: 'minimal' is not supported with the 'gpt-5.1' model. Supported values are: 'none', 'low'. (reasoning.effort)",
            only(ParameterName::Reasoning, "minimal"),
        ),
        (None, "Thinking level is not supported for this model.", only(ParameterName::Reasoning, "effort")),
        (None, "\"llama3\" does not support thinking", only(ParameterName::Reasoning, "effort")),
        (None, "max_tokens: 4000 > 2048, which is the maximum", only(ParameterName::MaxOutputTokens, "4000")),
        (None, "body.stop_sequences: Extra inputs are not permitted", any(ParameterName::Stop)),
        (None, "Unrecognized request argument supplied: seed", any(ParameterName::Seed)),
        (None, "Unknown name \"verbosity\"", any(ParameterName::Verbosity)),
        (None, "The image is nonstop and reseeded.", None),
        (Some("messages[0].content"), "Invalid type.", None),
    ] {
        assert_eq!(of(place, message), expected, "{message}");
    }
    let none = refused(&Parameters::default(), Some("temperature"), "temperature");
    assert_eq!(none, None, "it was not sent");
}
