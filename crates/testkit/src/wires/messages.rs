use serde_json::{Value, json};

use super::{Say, Stop, fragments, named};

/// Where the answer stands: blocks are opened, numbered and closed.
#[derive(Default)]
pub(super) struct Messages {
    index: u64,
    open: Option<Kind>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thinking,
}

impl Messages {
    pub(super) fn write(&mut self, say: &Say, first: bool) -> String {
        let start = json!({ "type": "message_start", "message": {
            "id": "msg_scripted", "type": "message", "role": "assistant", "model": "scripted", "content": [],
            "stop_reason": null, "usage": { "input_tokens": 1, "output_tokens": 1 } } });
        let mut out = if first { event(&start) } else { String::new() };
        match say {
            Say::Text(text) => {
                out += &self.open(Kind::Text);
                out += &self.delta(json!({ "type": "text_delta", "text": text }));
            }
            Say::Reasoning(text) => {
                out += &self.open(Kind::Thinking);
                out += &self.delta(json!({ "type": "thinking_delta", "thinking": text }));
            }
            Say::Signature(signature) => {
                out += &self.open(Kind::Thinking);
                out += &self.delta(json!({ "type": "signature_delta", "signature": signature }));
                out += &self.close();
            }
            Say::Call { id, name, arguments } => {
                out += &self.close();
                out += &self.start(json!({ "type": "tool_use", "id": id, "name": name, "input": {} }));
                for fragment in fragments(arguments) {
                    out += &self.delta(json!({ "type": "input_json_delta", "partial_json": fragment }));
                }
                out += &self.stop();
            }
            Say::Source { url, title } => {
                let citation = json!({ "type": "web_search_result_location", "url": url, "title": title, "cited_text": "" });
                out += &self.open(Kind::Text);
                out += &self.delta(json!({ "type": "citations_delta", "citation": citation }));
            }
            Say::Finish { stop, usage } => {
                let reason = match stop {
                    Stop::Done => "end_turn",
                    Stop::Length => "max_tokens",
                    Stop::Calls => "tool_use",
                };
                let usage = usage.map(|usage| {
                    json!({ "input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens })
                });
                out += &self.close();
                out += &event(&json!({ "type": "message_delta",
                    "delta": { "stop_reason": reason, "stop_sequence": null }, "usage": usage }));
                out += &event(&json!({ "type": "message_stop" }));
            }
            Say::Error { kind, message } => {
                out += &event(&json!({ "type": "error", "error": { "type": kind, "message": message } }));
            }
        }
        out
    }

    fn open(&mut self, kind: Kind) -> String {
        if self.open == Some(kind) {
            return String::new();
        }
        let closed = self.close();
        self.open = Some(kind);
        let block = match kind {
            Kind::Text => json!({ "type": "text", "text": "" }),
            Kind::Thinking => json!({ "type": "thinking", "thinking": "", "signature": "" }),
        };
        closed + &self.start(block)
    }

    fn close(&mut self) -> String {
        self.open.take().map(|_| self.stop()).unwrap_or_default()
    }

    fn start(&self, block: Value) -> String {
        event(&json!({ "type": "content_block_start", "index": self.index, "content_block": block }))
    }

    fn delta(&self, delta: Value) -> String {
        event(&json!({ "type": "content_block_delta", "index": self.index, "delta": delta }))
    }

    fn stop(&mut self) -> String {
        let stop = json!({ "type": "content_block_stop", "index": self.index });
        self.index += 1;
        event(&stop)
    }
}

fn event(data: &Value) -> String {
    named(data["type"].as_str().unwrap_or_default(), data)
}
