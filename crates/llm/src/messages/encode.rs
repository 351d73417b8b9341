use parlance_domain::Role;
use serde::Serialize;
use url::Url;

use super::parameters::Members;
use super::thinking::Proof;
use crate::{ChatMessage, ChatRequest, Content, EncodeError, HttpRequest, Target, Wire, post};

/// Stands where the user's first message would, since the API wants one to begin with: for a conversation that opens
/// with a greeting of the assistant's, or whose beginning was cut away.
const LEFT_OUT: &str = "…";

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    #[serde(flatten)]
    parameters: Members<'a>,
    #[serde(skip_serializing_if = "String::is_empty")]
    system: String,
    messages: Vec<Message<'a>>,
    stream: bool,
}

#[derive(Serialize)]
struct Message<'a> {
    role: Speaker,
    content: Vec<Block<'a>>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Speaker {
    User,
    Assistant,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block<'a> {
    Text { text: String },
    Thinking { thinking: &'a str, signature: &'a str },
    RedactedThinking { data: &'a str },
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let messages = messages(&request.messages);
    if messages.is_empty() {
        return Err(EncodeError::Empty);
    }
    let parameters = Wire::AnthropicMessages.fit(&request.parameters).parameters;
    let body = Body {
        model: &request.model,
        parameters: Members::new(&parameters, target),
        system: system(&request.messages),
        messages,
        stream: true,
    };
    post::request(endpoint(&target.base_url)?, "text/event-stream", &body)
}

/// `/v1/messages` below a base without a version, as Anthropic's own libraries take it, and `/messages` below one that has
/// its version already.
fn endpoint(base: &Url) -> Result<Url, EncodeError> {
    let mut versioned_base = base.clone();
    versioned_base.set_path(&versioned(base));
    post::below(&versioned_base, &["messages"])
}

/// The base's path with the wire's version at its end.
pub(crate) fn versioned(base: &Url) -> String {
    let path = base.path().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_version =
        last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_version || last == "messages" { path.to_owned() } else { format!("{path}/v1") }
}

/// The system's messages are no turns on this wire: all of them stand before the conversation.
fn system(messages: &[ChatMessage]) -> String {
    let texts = messages.iter().filter(|message| message.role == Role::System).map(ChatMessage::words);
    texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Turns that alternate, the first of them the user's. Messages without anything to send are left out; those of one
/// speaker in a row become one.
fn messages(messages: &[ChatMessage]) -> Vec<Message<'_>> {
    let mut turns: Vec<Message<'_>> = Vec::new();
    for message in messages {
        let (role, content) = match message.role {
            Role::System => continue,
            Role::User => (Speaker::User, blocks(message, false)),
            Role::Assistant => (Speaker::Assistant, blocks(message, true)),
        };
        match turns.last_mut() {
            _ if content.is_empty() => {}
            Some(turn) if turn.role == role => turn.content.extend(content),
            _ => turns.push(Message { role, content }),
        }
    }
    if turns.first().is_some_and(|turn| turn.role == Speaker::Assistant) {
        let content = vec![Block::Text { text: LEFT_OUT.to_owned() }];
        turns.insert(0, Message { role: Speaker::User, content });
    }
    // An answer to go on with must neither end with whitespace nor, where thinking is off, have any thinking.
    if let Some(Message { role: Speaker::Assistant, content }) = turns.last_mut() {
        content.retain(|block| matches!(block, Block::Text { .. }));
        if let Some(Block::Text { text }) = content.last_mut() {
            text.truncate(text.trim_end().len());
        }
    }
    turns
}

/// The blocks of one message, in the order of its content: thinking has to go back where it was. The API refuses text
/// without any word in it, and a message whose last block is thinking, such as an answer that was stopped before its
/// first word.
fn blocks(message: &ChatMessage, with_thinking: bool) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for content in &message.content {
        match content {
            Content::Text(text) => match blocks.last_mut() {
                Some(Block::Text { text: before }) => before.push_str(text),
                _ => blocks.push(Block::Text { text: text.clone() }),
            },
            Content::Reasoning { text, signature } => {
                let proof = signature.as_deref().and_then(Proof::from_opaque).filter(|_| with_thinking);
                blocks.extend(proof.map(|proof| match proof {
                    Proof::Signature(signature) => Block::Thinking { thinking: text, signature },
                    Proof::Redacted(data) => Block::RedactedThinking { data },
                }));
            }
        }
    }
    blocks.retain(|block| !matches!(block, Block::Text { text } if text.trim().is_empty()));
    let words = blocks.iter().rposition(|block| matches!(block, Block::Text { .. }));
    blocks.truncate(words.map_or(0, |last| last + 1));
    blocks
}
