use serde_json::json;
use url::Url;

use super::*;
use crate::Directory;

fn read(body: &Value) -> Option<Vec<(String, String, Option<u64>)>> {
    let spec = ProviderSpec::custom("x", "X", Url::parse("http://x.example").unwrap());
    let models = parse(body, &spec)?;
    Some(models.into_iter().map(|model| (model.id, model.name, model.facts.context)).collect())
}

fn one(model: Value) -> (String, String, Option<u64>) {
    read(&json!({ "data": [model] })).unwrap().remove(0)
}

#[test]
fn every_server_says_its_context_in_its_own_place() {
    for (model, expected) in [
        (json!({ "id": "m", "context_length": 128_000 }), Some(128_000)),
        (
            json!({ "id": "m", "context_length": 200_000, "top_provider": { "context_length": 100_000 } }),
            Some(100_000),
        ),
        (
            json!({ "id": "m", "context_length": 200_000, "top_provider": { "context_length": null } }),
            Some(200_000),
        ),
        (json!({ "id": "m", "context_window": 131_072 }), Some(131_072)),
        (json!({ "id": "m", "max_context_length": 32_768 }), Some(32_768)),
        (json!({ "id": "m", "meta": { "n_ctx": 8192, "n_ctx_train": 131_072 } }), Some(8192)),
        (json!({ "id": "m", "meta": { "n_ctx_train": 131_072 } }), Some(131_072)),
        (json!({ "id": "m", "max_model_len": 4096 }), Some(4096)),
        (json!({ "id": "m", "context_length": "4096" }), Some(4096)),
        (json!({ "id": "m", "context_length": 4096.0 }), Some(4096)),
        (json!({ "id": "m", "context_length": 0 }), None),
        (json!({ "id": "m", "context_length": -1 }), None),
        (json!({ "id": "m", "meta": null }), None),
        (json!({ "id": "m" }), None),
    ] {
        assert_eq!(one(model.clone()).2, expected, "{model}");
    }
}

#[test]
fn every_shape_of_a_list_is_read() {
    let expected = Some(vec![("m".to_owned(), "m".to_owned(), None)]);
    for body in [
        json!({ "object": "list", "data": [{ "id": "m", "created": 1.5, "owned_by": null }] }),
        json!([{ "id": "m" }]),
        json!({ "models": [{ "name": "m", "model": "m", "size": 1 }] }),
        json!({ "models": [{ "name": "m" }], "data": [{ "id": "m" }] }),
        json!({ "data": ["m"] }),
        json!({ "data": [{ "id": "m" }, { "id": "m" }, { "id": "" }, { "id": 5 }, null, 7] }),
    ] {
        assert_eq!(read(&body), expected, "{body}");
    }
    assert_eq!(read(&json!({ "data": [] })), Some(Vec::new()));
    for body in [json!(null), json!({}), json!("models"), json!({ "data": null }), json!({ "error": "no" })] {
        assert_eq!(read(&body), None, "{body}");
    }
}

#[test]
fn a_name_for_people_is_used_where_there_is_one() {
    assert_eq!(one(json!({ "id": "a/b", "name": "A: B" })).1, "A: B");
    assert_eq!(one(json!({ "id": "a/b", "display_name": "A b", "name": "x" })).1, "A b");
    assert_eq!(one(json!({ "id": "a/b", "name": " " })).1, "a/b");
}

#[test]
fn what_cannot_chat_is_left_out_where_the_list_says_so() {
    for model in [
        json!({ "id": "m", "type": "embedding" }),
        json!({ "id": "m", "type": "image" }),
        json!({ "id": "m", "capabilities": { "completion_chat": false } }),
        json!({ "id": "m", "architecture": { "output_modalities": ["image"] } }),
    ] {
        assert_eq!(read(&json!([model.clone()])), Some(Vec::new()), "{model}");
    }
    for model in [
        json!({ "id": "m", "type": "chat" }),
        json!({ "id": "m", "type": "model" }),
        json!({ "id": "m", "capabilities": { "completion_chat": true } }),
        json!({ "id": "m", "architecture": { "output_modalities": ["text", "image"] } }),
    ] {
        assert_eq!(read(&json!([model.clone()])).unwrap().len(), 1, "{model}");
    }
}

#[test]
fn a_row_hides_what_its_list_does_not_tell_apart() {
    let openai = Directory::bundled().get("openai").unwrap();
    let list = json!({ "data": [{ "id": "gpt-6.1-sol" }, { "id": "whisper-1" }, { "id": "text-embedding-3-small" },
        { "id": "gpt-4o-mini-tts" }, { "id": "gpt-4o-search-preview" }] });
    let ids: Vec<_> = parse(&list, openai).unwrap().into_iter().map(|model| model.id).collect();
    assert_eq!(ids, ["gpt-6.1-sol"]);
}

#[test]
fn models_that_make_pictures_are_listed_and_marked_where_they_can_be_asked() {
    let marked = |id: &str, list: Value| {
        let spec = Directory::bundled().get(id).unwrap();
        let models = parse(&list, spec).unwrap();
        models.into_iter().map(|model| (model.id, model.facts.output.image == Some(true))).collect::<Vec<_>>()
    };
    let named = |id: &str, makes_images| (id.to_owned(), makes_images);
    let list = json!([{ "id": "gpt-6.1-sol" }, { "id": "gpt-image-2" }, { "id": "sora-2" }]);
    assert_eq!(marked("openai", list), [named("gpt-6.1-sol", false), named("gpt-image-2", true)]);
    let list = json!({ "models": [
        { "name": "models/gemini-3.8-flash", "supportedGenerationMethods": ["generateContent"] },
        { "name": "models/gemini-3-pro-image-preview", "supportedGenerationMethods": ["generateContent"] },
        { "name": "models/imagen-5", "supportedGenerationMethods": ["predict"] },
    ] });
    assert_eq!(
        marked("gemini", list),
        [named("gemini-3.8-flash", false), named("gemini-3-pro-image-preview", true)]
    );
    // The list itself says that they do not chat.
    let list = json!([{ "id": "black-forest-labs/FLUX.2-pro", "type": "image" }, { "id": "other/x", "type": "image" }]);
    assert_eq!(marked("together", list), [named("black-forest-labs/FLUX.2-pro", true)]);
    let list =
        json!([{ "id": "grok-4.7" }, { "id": "grok-imagine-image-2" }, { "id": "grok-imagine-video" }]);
    assert_eq!(marked("xai", list), [named("grok-4.7", false), named("grok-imagine-image-2", true)]);
}
