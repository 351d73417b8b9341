use serde_json::{Value, json};

use super::{Say, Stop, fragments, named};

/// Where the answer stands: items are opened, told in deltas and repeated whole.
#[derive(Default)]
pub(super) struct Responses {
    sequence: u64,
    open: Option<Item>,
    /// The items that are done.
    output: Vec<Value>,
}

struct Item {
    kind: Kind,
    said: String,
    signature: Option<String>,
    annotations: Vec<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Reasoning,
}

impl Responses {
    pub(super) fn write(&mut self, say: &Say, first: bool) -> String {
        let mut out = String::new();
        if first {
            out += &self.event("response.created", json!({ "response": self.response("in_progress") }));
        }
        match say {
            Say::Text(text) => {
                out += &self.open(Kind::Text);
                out += &self.delta("response.output_text.delta", "content_index", text);
            }
            Say::Reasoning(text) => {
                out += &self.open(Kind::Reasoning);
                out += &self.delta("response.reasoning_summary_text.delta", "summary_index", text);
            }
            Say::Signature(signature) => {
                out += &self.open(Kind::Reasoning);
                if let Some(item) = &mut self.open {
                    item.signature = Some(signature.clone());
                }
                out += &self.close();
            }
            Say::Source { url, title } => {
                let annotation = json!({ "type": "url_citation", "url": url, "title": title });
                out += &self.open(Kind::Text);
                if let Some(item) = &mut self.open {
                    item.annotations.push(annotation.clone());
                }
                let place = json!({ "content_index": 0, "annotation": annotation });
                out += &self.placed("response.output_text.annotation.added", place);
            }
            Say::Call { id, name, arguments } => {
                out += &self.close();
                let item = |text: &str, status: &str| {
                    json!({ "type": "function_call", "id": format!("fc_{id}"), "call_id": id, "name": name,
                            "arguments": text, "status": status })
                };
                out += &self.placed("response.output_item.added", json!({ "item": item("", "in_progress") }));
                for delta in fragments(arguments) {
                    out += &self.placed("response.function_call_arguments.delta", json!({ "delta": delta }));
                }
                let whole = arguments.to_string();
                out += &self.placed("response.function_call_arguments.done", json!({ "arguments": whole }));
                out += &self.done(item(&whole, "completed"));
            }
            Say::Finish { stop, usage } => {
                out += &self.close();
                let (name, status) = match stop {
                    Stop::Done | Stop::Calls => ("response.completed", "completed"),
                    Stop::Length => ("response.incomplete", "incomplete"),
                };
                let mut response = self.response(status);
                if *stop == Stop::Length {
                    response["incomplete_details"] = json!({ "reason": "max_output_tokens" });
                }
                response["usage"] = usage.map_or(Value::Null, |usage| {
                    json!({ "input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens,
                            "total_tokens": usage.input_tokens + usage.output_tokens })
                });
                out += &self.event(name, json!({ "response": response }));
            }
            Say::Error { kind, message } => {
                out += &self.event("error", json!({ "code": kind, "message": message, "param": null }));
            }
        }
        out
    }

    fn response(&self, status: &str) -> Value {
        json!({ "id": "resp_scripted", "object": "response", "model": "scripted", "status": status,
                "error": null, "output": self.output })
    }

    fn open(&mut self, kind: Kind) -> String {
        if self.open.as_ref().is_some_and(|item| item.kind == kind) {
            return String::new();
        }
        let mut out = self.close();
        let item = Item { kind, said: String::new(), signature: None, annotations: Vec::new() };
        out += &self
            .placed("response.output_item.added", json!({ "item": item.whole(self.index(), "in_progress") }));
        self.open = Some(item);
        out
    }

    fn delta(&mut self, name: &str, index_name: &str, text: &str) -> String {
        if let Some(item) = &mut self.open {
            item.said += text;
        }
        self.placed(name, json!({ index_name: 0, "delta": text }))
    }

    fn close(&mut self) -> String {
        let Some(item) = self.open.take() else { return String::new() };
        let done = match item.kind {
            Kind::Text => ("response.output_text.done", json!({ "content_index": 0, "text": item.said })),
            Kind::Reasoning => {
                ("response.reasoning_summary_text.done", json!({ "summary_index": 0, "text": item.said }))
            }
        };
        let whole = item.whole(self.index(), "completed");
        self.placed(done.0, done.1) + &self.done(whole)
    }

    fn done(&mut self, item: Value) -> String {
        let out = self.placed("response.output_item.done", json!({ "item": item }));
        self.output.push(item);
        out
    }

    fn index(&self) -> usize {
        self.output.len()
    }

    fn placed(&mut self, name: &str, mut data: Value) -> String {
        data["output_index"] = self.index().into();
        data["item_id"] = format!("item_{}", self.index()).into();
        self.event(name, data)
    }

    fn event(&mut self, name: &str, mut data: Value) -> String {
        data["type"] = name.into();
        data["sequence_number"] = self.sequence.into();
        self.sequence += 1;
        named(name, &data)
    }
}

impl Item {
    fn whole(&self, index: usize, status: &str) -> Value {
        let id = format!("item_{index}");
        match self.kind {
            Kind::Text => {
                let part =
                    json!({ "type": "output_text", "text": self.said, "annotations": self.annotations });
                json!({ "type": "message", "id": id, "role": "assistant", "status": status, "content": [part] })
            }
            Kind::Reasoning => {
                let summary = if self.said.is_empty() {
                    json!([])
                } else {
                    json!([{ "type": "summary_text", "text": self.said }])
                };
                json!({ "type": "reasoning", "id": id, "summary": summary, "encrypted_content": self.signature })
            }
        }
    }
}
