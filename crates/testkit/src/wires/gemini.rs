use serde_json::{Value, json};

use super::{Say, Stop};

pub(super) fn write(say: &Say) -> String {
    match say {
        Say::Text(text) => part(json!({ "text": text })),
        Say::Reasoning(text) => part(json!({ "text": text, "thought": true })),
        Say::Signature(signature) => {
            part(json!({ "text": "", "thought": true, "thoughtSignature": signature }))
        }
        Say::Call { id, name, arguments } => {
            part(json!({ "functionCall": { "id": id, "name": name, "args": arguments } }))
        }
        Say::Source { url, title } => {
            let chunks = json!([{ "web": { "uri": url, "title": title } }]);
            event(
                &json!({ "candidates": [{ "content": { "role": "model", "parts": [{ "text": "" }] }, "index": 0,
                           "groundingMetadata": { "groundingChunks": chunks } }] }),
            )
        }
        Say::Finish { stop, usage } => {
            let reason = match stop {
                Stop::Done | Stop::Calls => "STOP",
                Stop::Length => "MAX_TOKENS",
            };
            let usage = usage.map(|usage| {
                json!({ "promptTokenCount": usage.input_tokens, "candidatesTokenCount": usage.output_tokens,
                        "totalTokenCount": usage.input_tokens + usage.output_tokens })
            });
            event(&json!({
                "candidates": [{ "content": { "role": "model", "parts": [{ "text": "" }] },
                                 "finishReason": reason, "index": 0 }],
                "usageMetadata": usage,
            }))
        }
        // As the server has it: JSON of several lines that is no event.
        Say::Error { kind, message } => {
            let error = json!({ "error": { "code": 503, "message": message, "status": kind } });
            format!("{error:#}\r\n").replace("\n", "\r\n").replace("\r\r\n", "\r\n")
        }
    }
}

fn part(part: Value) -> String {
    event(&json!({ "candidates": [{ "content": { "role": "model", "parts": [part] }, "index": 0 }] }))
}

fn event(data: &Value) -> String {
    format!("data: {data}\r\n\r\n")
}
