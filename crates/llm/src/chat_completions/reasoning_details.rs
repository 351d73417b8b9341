//! OpenRouter's `reasoning_details`: what the model behind it wants back with its tool calls, signed or encrypted
//! (<https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks>).
//!
//! They are kept as the JSON text of their list, in [`crate::StreamEvent::ReasoningSignature`].

use serde_json::Value;
use serde_json::value::RawValue;

use crate::bounds::ITEM_BYTES;
use crate::json::{self, text};

/// Puts the pieces of a stream together.
#[derive(Debug, Default)]
pub(super) struct ReasoningDetails {
    details: Vec<Value>,
    held_bytes: usize,
}

impl ReasoningDetails {
    pub(super) fn push(&mut self, piece: &Value) {
        let more_bytes = match self.details.last_mut() {
            Some(last) if continues(last, piece) => join(last, piece),
            _ => {
                self.details.push(piece.clone());
                ITEM_BYTES + json::tree_bytes(piece)
            }
        };
        self.held_bytes += more_bytes;
    }

    pub(super) fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    /// `None` where nothing is signed: then the words are all there is, and nobody wants them back.
    pub(super) fn take_signed(&mut self) -> Option<String> {
        let details = std::mem::take(&mut self.details);
        let signed = |detail: &Value| text(detail, "signature").is_some() || text(detail, "data").is_some();
        details.iter().any(signed).then(|| Value::Array(details).to_string())
    }
}

fn continues(last: &Value, piece: &Value) -> bool {
    let same = |key| last.get(key) == piece.get(key);
    same("type") && same("index") && text(piece, "data").is_none()
}

/// Words grow; any other member is the newest. Returns how many bytes `last` has grown by.
fn join(last: &mut Value, piece: &Value) -> usize {
    let (Some(last), Some(piece)) = (last.as_object_mut(), piece.as_object()) else { return 0 };
    let mut more_bytes = 0;
    for (key, value) in piece {
        match (last.get_mut(key), value) {
            (Some(Value::String(words)), Value::String(more))
                if matches!(key.as_str(), "text" | "summary") =>
            {
                words.push_str(more);
                more_bytes += more.len();
            }
            (Some(_), Value::Null) => {}
            (Some(old), value) => {
                more_bytes += json::tree_bytes(value).saturating_sub(json::tree_bytes(old));
                *old = value.clone();
            }
            (None, value) => {
                more_bytes += json::MEMBER_BYTES + key.len() + json::tree_bytes(value);
                last.insert(key.clone(), value.clone());
            }
        }
    }
    more_bytes
}

/// The list in a signature; empty where it is none of this wire.
pub(super) fn details(signature: Option<&str>) -> Vec<&RawValue> {
    signature.and_then(|signature| serde_json::from_str(signature).ok()).unwrap_or_default()
}
