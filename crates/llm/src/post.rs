//! What the requests of all wires have in common.

use serde::Serialize;
use url::Url;

use crate::dropped::Losses;
use crate::{ChatRequest, Content, EncodeError, HttpMethod, HttpRequest, ToolOutput};

const JSON: &str = "application/json";

/// A request that asks `asked`. `accept` is the media type of a streamed answer.
pub(crate) fn request(
    url: Url,
    accept: &str,
    body: &impl Serialize,
    asked: &ChatRequest,
    losses: Losses,
) -> Result<HttpRequest, EncodeError> {
    let mut bytes = Vec::with_capacity(expected_bytes(asked));
    serde_json::to_writer(&mut bytes, body)?;
    Ok(HttpRequest {
        method: HttpMethod::Post,
        url,
        headers: vec![
            ("content-type", JSON.to_owned()),
            ("accept", if asked.whole { JSON } else { accept }.to_owned()),
            // A compressed stream arrives in the compressor's blocks instead of in tokens.
            ("accept-encoding", "identity".to_owned()),
        ],
        body: bytes,
        dropped: losses.into_vec(),
    })
}

/// About as long as the body, so that pictures are not copied each time it grows.
fn expected_bytes(asked: &ChatRequest) -> usize {
    let base64 = |data: &[u8]| data.len().div_ceil(3) * 4;
    let contents = asked.messages.iter().flat_map(|message| &message.content);
    let lengths = contents.map(|content| match content {
        Content::Text(text) | Content::Reasoning { text, .. } => text.len(),
        Content::ToolCall { arguments, .. } => arguments.len(),
        Content::Image { data, .. } | Content::Document { data, .. } => base64(data),
        Content::ToolResult { content, .. } => {
            let lengths = content.iter().map(|output| match output {
                ToolOutput::Text(text) => text.len(),
                ToolOutput::Image { data, .. } => base64(data),
            });
            lengths.sum()
        }
    });
    // Escapes, and what stands around the pieces.
    lengths.map(|bytes| bytes + bytes / 64 + 128).sum()
}

/// `path` below the base, whose query (Azure's `api-version`) stays. A base that already is the whole endpoint, as people
/// paste it, is left alone.
pub(crate) fn below(base: &Url, path: &[&str]) -> Result<Url, EncodeError> {
    let mut url = base.clone();
    url.set_fragment(None);
    let whole = url.path().trim_end_matches('/').ends_with(&format!("/{}", path.join("/")));
    let mut segments = url.path_segments_mut().map_err(|()| EncodeError::BaseUrl(base.clone()))?;
    segments.pop_if_empty();
    if !whole {
        segments.extend(path);
    }
    drop(segments);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use parlance_domain::Role;

    use super::*;
    use crate::{ChatMessage, Target, Wire};

    #[test]
    fn room_is_made_for_pictures_once() {
        let data: std::sync::Arc<[u8]> = vec![0xA5; 1_000_001].into();
        let image = Content::Image { media_type: "image/png".into(), data: data.clone() };
        let picture = ToolOutput::Image { media_type: "image/png".into(), data };
        let result =
            Content::ToolResult { id: None, name: "camera".into(), content: vec![picture], is_error: false };
        let messages = vec![ChatMessage { role: Role::User, content: vec![image, result] }];
        let asked = ChatRequest { messages, ..ChatRequest::default() };
        let target =
            Target { encrypted_reasoning: false, ..Target::new("https://x.test/v1".parse().unwrap()) };
        for wire in Wire::ALL {
            let bytes = wire.codec().encode(&target, &asked).unwrap().body.len();
            let expected = expected_bytes(&asked);
            assert!((bytes..bytes + bytes / 10).contains(&expected), "{}: {bytes}, {expected}", wire.name());
        }
    }
}
