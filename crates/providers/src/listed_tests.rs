use serde_json::json;

use super::*;

#[test]
fn a_price_is_read_where_the_list_has_one() {
    let price = |pricing: Value| facts(&json!({ "id": "m", "pricing": pricing })).price;
    assert_eq!(
        price(
            json!({ "prompt": "0.000002", "completion": "0.00001", "input_cache_read": "0.0000002", "image": "0" })
        ),
        Some(Price::per_million(2.0, 10.0, Some(0.2)))
    );
    assert_eq!(
        price(json!({ "input": 0.18, "output": 0.59, "hourly": 0, "base": 0 })),
        Some(Price::per_million(0.18, 0.59, None))
    );
    assert_eq!(price(json!({ "prompt": "0", "completion": "0" })), Some(Price::per_million(0.0, 0.0, None)));
    for none in
        [json!(null), json!({}), json!({ "prompt": "-1", "completion": "-1" }), json!({ "prompt": "free" })]
    {
        assert_eq!(price(none.clone()), None, "{none}");
    }
}

#[test]
fn openrouter_says_what_long_prompts_cost() {
    let pricing = json!({
        "prompt": "0.00000125", "completion": "0.00001", "input_cache_read": "0.000000125",
        "overrides": [
            { "min_prompt_tokens": 200_001, "prompt": "0.0000025", "completion": "0.000015" },
            { "prompt": "0.1" },
            { "min_prompt_tokens": 100_000, "completion": "0.000012", "input_cache_read": "0.0000002" },
        ],
    });
    let price = facts(&json!({ "id": "m", "pricing": pricing })).price.unwrap();
    assert_eq!(price.base, Rates::per_million(1.25, 10.0, Some(0.125)));
    let tier = |above_tokens, rates| PriceTier { above_tokens, rates };
    let expected = [
        tier(99_999, Rates::per_million(1.25, 12.0, Some(0.2))),
        tier(200_000, Rates::per_million(2.5, 15.0, Some(0.125))),
    ];
    assert_eq!(price.tiers, expected);
}

fn levels(levels: &[&str]) -> Option<Reasoning> {
    Some(Reasoning::Levels(levels.iter().map(ToString::to_string).collect()))
}

#[test]
fn openrouter_says_nearly_everything() {
    let facts = facts(&json!({
        "id": "a/b",
        "architecture": { "input_modalities": ["text", "image", "file"], "output_modalities": ["text"] },
        "supported_parameters": ["max_tokens", "reasoning", "tools"],
        "top_provider": { "context_length": 200_000, "max_completion_tokens": 64_000 },
        "reasoning": { "supported_efforts": ["high", "low"] },
        "knowledge_cutoff": "2026-04-30",
    }));
    assert_eq!((facts.context, facts.max_output), (Some(200_000), Some(64_000)));
    let yes_no = [facts.input.image, facts.input.pdf, facts.input.audio, facts.output.image];
    assert_eq!(yes_no, [Some(true), Some(true), Some(false), Some(false)]);
    assert_eq!((facts.tools, facts.reasoning), (Some(true), levels(&["low", "high"])));
    assert_eq!(facts.knowledge.as_deref(), Some("2026-04-30"));
}

#[test]
fn anthropic_says_it_as_capabilities() {
    let supported = json!({ "supported": true });
    let facts = |effort: Value| {
        facts(&json!({
            "id": "m", "type": "model", "max_input_tokens": 1_000_000, "max_tokens": 128_000,
            "capabilities": {
                "image_input": supported, "pdf_input": supported, "effort": effort,
                "thinking": { "supported": true, "types": { "enabled": supported } },
            },
        }))
    };
    let newer = facts(json!({ "supported": true, "low": supported, "max": supported, "high": supported }));
    assert_eq!((newer.context, newer.max_output), (Some(1_000_000), Some(128_000)));
    assert_eq!((newer.input.image, newer.input.pdf, newer.input.audio), (Some(true), Some(true), None));
    assert_eq!(newer.reasoning, levels(&["low", "high", "max"]));
    let older = facts(json!({ "supported": false }));
    assert_eq!(older.reasoning, Some(Reasoning::Kind(ReasoningKind::Budget)));
}

#[test]
fn the_others_say_some_of_it() {
    let gemini =
        facts(&json!({ "inputTokenLimit": 1_048_576, "outputTokenLimit": 65_536, "thinking": true }));
    assert_eq!((gemini.context, gemini.max_output), (Some(1_048_576), Some(65_536)));
    assert_eq!(gemini.reasoning, Some(Reasoning::Kind(ReasoningKind::Own)));
    let mistral =
        facts(&json!({ "id": "m", "capabilities": { "completion_chat": true, "function_calling": true,
        "vision": false, "reasoning": false } }));
    assert_eq!((mistral.tools, mistral.input.image, mistral.input.pdf), (Some(true), Some(false), None));
    assert_eq!(mistral.reasoning, Some(Reasoning::Kind(ReasoningKind::None)));
    let groq = facts(&json!({ "id": "m", "context_window": 131_072, "max_completion_tokens": 65_536 }));
    assert_eq!((groq.max_output, groq.tools), (Some(65_536), None));
    let xai = facts(&json!({ "id": "m", "input_modalities": ["text", "image"] }));
    assert_eq!((xai.input.image, xai.input.audio), (Some(true), Some(false)));
    let words = facts(&json!({ "id": "m", "capabilities": ["completion", "tools", "thinking"] }));
    assert_eq!((words.tools, words.input.image), (Some(true), None), "a word that is missing says nothing");
    assert_eq!(words.reasoning, Some(Reasoning::Kind(ReasoningKind::Own)));
}

#[test]
fn a_bare_id_says_nothing() {
    assert_eq!(facts(&json!({ "id": "m", "capabilities": null, "thinking": "no" })), ModelFacts::default());
    assert_eq!(facts(&json!("m")), ModelFacts::default());
    for cutoff in [json!("soon"), json!(2026), json!("2026/04/30"), json!("2026-4"), json!(null)] {
        assert_eq!(facts(&json!({ "knowledge_cutoff": cutoff })).knowledge, None, "{cutoff}");
    }
}
