//! Sources of an answer, as each wire names them: in pieces, and in an answer that came whole. Each is told once.

mod support;

use parlance_domain::Citation;
use parlance_llm::{StreamEvent, Wire};
use serde_json::{Value, json};
use support::events::same_however_cut;

/// The sources that the documents name, the same however they are cut.
fn sources(wire: Wire, documents: &[Value]) -> Vec<Citation> {
    let stream: String = documents.iter().map(|document| format!("data: {document}\n\n")).collect();
    let events = same_however_cut(wire, stream.as_bytes());
    assert!(matches!(events.last(), Some(StreamEvent::Finished { .. })), "{events:?}");
    let sources = events.into_iter().filter_map(|event| match event {
        StreamEvent::Citation(citation) => Some(citation),
        _ => None,
    });
    sources.collect()
}

fn page(url: &str, title: &str) -> Citation {
    Citation { url: Some(url.into()), title: Some(title.into()), quote: None }
}

const A: &str = "https://a.test/";
const B: &str = "http://b.test/";

#[test]
fn of_chat_completions() {
    let wire = Wire::OpenaiChat;
    let stop = json!({"choices": [{"delta": {}, "finish_reason": "stop"}]});
    let annotations = json!([
        {"type": "url_citation", "url_citation": {"url": A, "title": "A", "start_index": 0, "end_index": 2}},
        {"type": "url_citation", "url": B, "title": "B"},
        {"type": "url_citation", "url_citation": {"url": A, "title": "A again"}},
        {"type": "file", "filename": "plan.pdf"},
        {"type": "url_citation", "url": "javascript:alert(1)"},
        {"type": "unknown"}, 7, null,
    ]);
    let expected =
        vec![page(A, "A"), page(B, "B"), Citation { url: None, title: Some("plan.pdf".into()), quote: None }];
    let delta = json!({"choices": [{"delta": {"content": "Hi", "annotations": annotations}}]});
    assert_eq!(sources(wire, &[delta, stop.clone()]), expected);
    let message = json!({"content": "Hi", "annotations": annotations});
    assert_eq!(
        sources(wire, &[json!({"choices": [{"message": message, "finish_reason": "stop"}]})]),
        expected
    );
    // Perplexity's, in every chunk, and xAI's.
    let chunk = json!({
        "choices": [{"delta": {"content": "Hi"}}],
        "citations": [A, B, "https://c.test/"],
        "search_results": [{"title": "A", "url": A, "date": null}, {"title": " B ", "url": B}],
    });
    let bare = Citation { url: Some("https://c.test/".into()), title: None, quote: None };
    assert_eq!(sources(wire, &[chunk.clone(), chunk, stop]), [page(A, "A"), page(B, "B"), bare]);
}

#[test]
fn of_responses() {
    let wire = Wire::OpenaiResponses;
    let a = json!({"type": "url_citation", "url": A, "title": "A", "start_index": 0, "end_index": 2});
    let file = json!({"type": "file_citation", "file_id": "f", "filename": "plan.pdf", "index": 3});
    let part = json!({"type": "output_text", "text": "Hi", "annotations": [a, file]});
    let message = json!({"type": "message", "content": [part]});
    let response = json!({"object": "response", "status": "completed", "output": [message]});
    let plan = Citation { url: None, title: Some("plan.pdf".into()), quote: None };
    let expected = [page(A, "A"), plan];
    let stream = [
        json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "Hi"}),
        json!({"type": "response.output_text.annotation.added", "output_index": 0, "annotation": a}),
        json!({"type": "response.content_part.done", "output_index": 0, "content_index": 0, "part": part}),
        json!({"type": "response.output_item.done", "output_index": 0, "item": message}),
        json!({"type": "response.completed", "response": response}),
    ];
    assert_eq!(sources(wire, &stream), expected);
    assert_eq!(sources(wire, &[response]), expected);
}

#[test]
fn of_messages() {
    let wire = Wire::AnthropicMessages;
    let found = json!({"type": "web_search_result_location", "url": A, "title": "A", "cited_text": "So it is.", "encrypted_index": "x"});
    let own = json!({"type": "search_result_location", "source": B, "title": "B", "search_result_index": 0});
    let document = json!({"type": "page_location", "cited_text": "Page one.", "document_index": 0, "document_title": "plan.pdf"});
    let untitled = json!({"type": "char_location", "cited_text": "Words.", "document_title": null});
    let expected = [
        Citation { quote: Some("So it is.".into()), ..page(A, "A") },
        page(B, "B"),
        Citation { url: None, title: Some("plan.pdf".into()), quote: Some("Page one.".into()) },
        Citation { url: None, title: None, quote: Some("Words.".into()) },
    ];
    let delta = |delta: Value| json!({"type": "content_block_delta", "index": 0, "delta": delta});
    let cites = |citation: &Value| delta(json!({"type": "citations_delta", "citation": citation}));
    let stream = [
        json!({"type": "message_start", "message": {"content": []}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "", "citations": []}}),
        delta(json!({"type": "text_delta", "text": "Hi"})),
        cites(&found),
        cites(&own),
        cites(&document),
        cites(&found),
        cites(&untitled),
        cites(&json!(null)),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}}),
        json!({"type": "message_stop"}),
    ];
    assert_eq!(sources(wire, &stream), expected);
    let block = json!({"type": "text", "text": "Hi", "citations": [found, own, document, untitled]});
    let whole = json!({"type": "message", "content": [block], "stop_reason": "end_turn"});
    assert_eq!(sources(wire, &[whole]), expected);
}

#[test]
fn of_gemini() {
    let candidate = json!({
        "content": {"parts": [{"text": "Hi"}]},
        "finishReason": "STOP",
        "groundingMetadata": {"groundingChunks": [
            {"web": {"uri": A, "title": "a.test"}},
            {"retrievedContext": {"title": "plan.pdf", "text": "…"}},
            {"unknown": {}},
        ]},
        "urlContextMetadata": {"urlMetadata": [
            {"retrievedUrl": B, "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_SUCCESS"},
            {"retrievedUrl": "https://gone.test/", "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_ERROR"},
        ]},
        "citationMetadata": {"citations": [{"startIndex": 1, "endIndex": 9, "uri": A}, {"title": "A book", "uri": ""}]},
    });
    let expected = [
        page(A, "a.test"),
        Citation { url: None, title: Some("plan.pdf".into()), quote: None },
        Citation { url: Some(B.into()), title: None, quote: None },
        Citation { url: None, title: Some("A book".into()), quote: None },
    ];
    assert_eq!(sources(Wire::Gemini, &[json!({"candidates": [candidate]})]), expected);
}
