use serde_json::{Value, json};

use super::{Say, Stop};

pub(super) fn write(say: &Say) -> String {
    match say {
        Say::Text(text) => message(json!({ "role": "assistant", "content": text })),
        Say::Reasoning(text) => message(json!({ "role": "assistant", "content": "", "thinking": text })),
        Say::Signature(_) | Say::Source { .. } => String::new(),
        Say::Call { id, name, arguments } => {
            let call = json!({ "id": id, "function": { "name": name, "arguments": arguments } });
            message(json!({ "role": "assistant", "content": "", "tool_calls": [call] }))
        }
        Say::Finish { stop, usage } => {
            let reason = match stop {
                Stop::Done | Stop::Calls => "stop",
                Stop::Length => "length",
            };
            let mut line = json!({ "model": "scripted", "message": { "role": "assistant", "content": "" },
                                   "done": true, "done_reason": reason });
            if let Some(usage) = usage {
                line["prompt_eval_count"] = usage.input_tokens.into();
                line["eval_count"] = usage.output_tokens.into();
            }
            format!("{line}\n")
        }
        Say::Error { message, .. } => format!("{}\n", json!({ "error": message })),
    }
}

fn message(message: Value) -> String {
    format!("{}\n", json!({ "model": "scripted", "message": message, "done": false }))
}
