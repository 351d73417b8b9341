use super::*;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

#[test]
fn the_own_interface_lies_beside_the_compatible_one() {
    let at = |base: &str| beside(&url(base), "api/show").to_string();
    for base in ["http://h:1/v1", "http://h:1/v1/", "http://h:1/api", "http://h:1", "http://h:1/"] {
        assert_eq!(at(base), "http://h:1/api/show", "{base}");
    }
    assert_eq!(at("https://h/ollama/v1"), "https://h/ollama/api/show");
}

fn shown() -> Value {
    json!({
        "parameters": "stop \"<|end|>\"\nnum_ctx                        8192\ntemperature 0.7",
        "model_info": { "general.architecture": "gemma4", "gemma4.context_length": 131_072 },
        "capabilities": ["completion", "vision", "thinking"],
        "thinking": { "values": [false, true], "default": true },
    })
}

#[test]
fn ollama_serves_what_is_loaded_then_what_the_file_says_then_what_was_trained() {
    let running = json!({ "models": [
        { "name": "other:latest", "model": "other:latest", "context_length": 1 },
        { "name": "gemma4:latest", "model": "gemma4:latest", "context_length": 4096 },
    ] });
    let loaded = ollama(&shown(), &running, "gemma4");
    assert_eq!((loaded.facts.context, loaded.loaded), (Some(4096), true));
    let resting = ollama(&shown(), &Value::Null, "gemma4");
    assert_eq!((resting.facts.context, resting.loaded), (Some(8192), false));
    let mut plain = shown();
    plain["parameters"] = json!("temperature 0.7");
    assert_eq!(ollama(&plain, &Value::Null, "gemma4").facts.context, Some(131_072));
    assert_eq!(ollama(&plain, &running, "gemma4:27b").facts.context, Some(131_072), "another tag");
    assert_eq!(ollama(&json!({}), &Value::Null, "gemma4").facts, ModelFacts::default());
    // A version that does not tell the context of what runs.
    let before = json!({ "models": [{ "name": "gemma4:latest" }] });
    let known = ollama(&shown(), &before, "gemma4:latest");
    assert_eq!((known.facts.context, known.loaded), (Some(8192), true));
}

#[test]
fn ollama_names_all_that_a_model_can_do() {
    let facts = |change: fn(&mut Value)| {
        let mut shown = shown();
        change(&mut shown);
        ollama(&shown, &Value::Null, "gemma4").facts
    };
    let seeing = facts(|_| ());
    assert_eq!((seeing.input.image, seeing.tools), (Some(true), Some(false)));
    assert_eq!(seeing.reasoning, Some(Reasoning::Kind(ReasoningKind::Own)));
    let levels = facts(|shown| shown["thinking"]["values"] = json!(["high", "low", "medium"]));
    assert_eq!(levels.reasoning, Some(Reasoning::Levels(vec!["low".into(), "medium".into(), "high".into()])));
    let plain = facts(|shown| shown["capabilities"] = json!(["completion", "tools"]));
    assert_eq!((plain.input.image, plain.tools), (Some(false), Some(true)));
    assert_eq!(plain.reasoning, Some(Reasoning::Kind(ReasoningKind::None)));
    let older = facts(|shown| shown["capabilities"] = Value::Null);
    assert_eq!((older.input.image, older.tools, older.reasoning), (None, None, None));
}

#[test]
fn lm_studio_knows_a_model_by_its_key_and_by_what_it_is_loaded_as() {
    let list = json!({ "models": [
        { "type": "llm", "key": "plain", "loaded_instances": [], "max_context_length": 32_768,
          "capabilities": { "vision": false, "trained_for_tool_use": false, "reasoning": false } },
        { "type": "llm", "key": "openai/gpt-oss-20b", "max_context_length": 131_072,
          "loaded_instances": [
              { "id": "openai/gpt-oss-20b", "config": { "context_length": 8192 } },
              { "id": "openai/gpt-oss-20b:2", "config": { "context_length": 4096 } },
          ],
          "capabilities": { "trained_for_tool_use": true,
              "reasoning": { "allowed_options": ["low", "medium", "high"], "default": "medium" } } },
    ] });
    let plain = lmstudio(&list, "plain").unwrap();
    assert_eq!((plain.facts.context, plain.loaded), (Some(32_768), false));
    assert_eq!((plain.facts.input.image, plain.facts.tools), (Some(false), Some(false)));
    assert_eq!(plain.facts.reasoning, Some(Reasoning::Kind(ReasoningKind::None)));
    let first = lmstudio(&list, "openai/gpt-oss-20b").unwrap();
    assert_eq!((first.facts.context, first.loaded, first.facts.tools), (Some(8192), true, Some(true)));
    assert!(matches!(&first.facts.reasoning, Some(Reasoning::Levels(levels)) if levels.len() == 3));
    assert_eq!(first.facts.input.image, None, "nobody says");
    assert_eq!(lmstudio(&list, "openai/gpt-oss-20b:2").unwrap().facts.context, Some(4096));
    assert_eq!(lmstudio(&list, "nobody"), None);
}

#[test]
fn lm_studio_said_less_before() {
    let model =
        json!({ "id": "qwen2-vl", "type": "vlm", "state": "not-loaded", "max_context_length": 32_768 });
    let before = lmstudio_before(&model);
    assert_eq!((before.facts.context, before.loaded), (Some(32_768), false));
    assert_eq!((before.facts.input.image, before.facts.tools), (Some(true), None));
    let loaded = json!({ "type": "llm", "state": "loaded", "max_context_length": 32_768,
        "loaded_context_length": 4096, "capabilities": ["tool_use"] });
    let loaded = lmstudio_before(&loaded);
    assert_eq!((loaded.facts.context, loaded.loaded), (Some(4096), true));
    assert_eq!((loaded.facts.input.image, loaded.facts.tools), (Some(false), Some(true)));
}

#[test]
fn llama_cpp_says_what_a_slot_holds_and_what_the_template_can_do() {
    let props = json!({
        "default_generation_settings": { "n_ctx": 16_384 },
        "modalities": { "vision": true, "audio": false },
        "chat_template_caps": { "supports_tools": true },
    });
    let served = llamacpp(&props);
    assert_eq!((served.facts.context, served.loaded), (Some(16_384), true));
    assert_eq!(
        (served.facts.input.image, served.facts.input.audio, served.facts.tools),
        (Some(true), Some(false), Some(true))
    );
    let router = llamacpp(&json!({ "role": "router", "default_generation_settings": { "n_ctx": 0 } }));
    assert_eq!((router.facts.context, router.loaded), (None, false));
}
