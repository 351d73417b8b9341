use serde_json::json;

use super::{Say, Stop, fragments};
use crate::sse;

/// `calls` counts those that were begun.
pub(super) fn write(say: &Say, calls: u64) -> String {
    match say {
        Say::Text(text) => sse::text(text),
        Say::Reasoning(text) => sse::reasoning(text),
        // OpenRouter's way alone.
        Say::Signature(signature) => sse::delta(
            &json!({ "reasoning_details": [{ "type": "reasoning.encrypted", "data": signature, "index": 0 }] }),
        ),
        Say::Call { id, name, arguments } => {
            let index = calls - 1;
            let [first, second] = fragments(arguments);
            let begin = json!({ "index": index, "id": id, "type": "function",
                                "function": { "name": name, "arguments": first } });
            let rest = json!({ "index": index, "function": { "arguments": second } });
            [begin, rest].map(|piece| sse::delta(&json!({ "tool_calls": [piece] }))).concat()
        }
        Say::Source { url, title } => {
            let citation = json!({ "type": "url_citation", "url_citation": { "url": url, "title": title } });
            sse::delta(&json!({ "content": "", "annotations": [citation] }))
        }
        Say::Finish { stop, usage } => {
            let reason = match stop {
                Stop::Done => "stop",
                Stop::Length => "length",
                Stop::Calls => "tool_calls",
            };
            let usage =
                usage.map(|usage| sse::usage(usage.input_tokens, usage.output_tokens)).unwrap_or_default();
            format!("{}{usage}{}", sse::finish(reason), sse::DONE)
        }
        Say::Error { kind, message } => sse::error(kind, message),
    }
}
