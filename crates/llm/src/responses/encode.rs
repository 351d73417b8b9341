use parlance_domain::Role;
use serde::Serialize;

use super::parameters::Members;
use crate::{ChatMessage, ChatRequest, Content, EncodeError, HttpRequest, Target, Wire, post};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instructions: Option<String>,
    input: Vec<Item<'a>>,
    stream: bool,
    store: bool,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    include: &'static [&'static str],
    #[serde(flatten)]
    parameters: Members,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Item<'a> {
    Message {
        role: &'static str,
        content: [Text; 1],
    },
    /// Without its `id`, under which nothing is stored: beside an id the server also wants the id of the message that
    /// followed.
    Reasoning {
        summary: Vec<Text>,
        encrypted_content: &'a str,
    },
}

#[derive(Serialize)]
#[serde(tag = "type", content = "text")]
enum Text {
    #[serde(rename = "input_text")]
    Input(String),
    #[serde(rename = "output_text")]
    Output(String),
    #[serde(rename = "summary_text")]
    Summary(String),
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let input: Vec<Item<'_>> =
        request.messages.iter().flat_map(|message| items(message, target.encrypted_reasoning)).collect();
    if input.is_empty() {
        return Err(EncodeError::Empty);
    }
    let parameters = Wire::OpenaiResponses.fit(&request.parameters).parameters;
    let body = Body {
        model: &request.model,
        instructions: instructions(&request.messages),
        input,
        stream: true,
        store: false,
        include: if target.encrypted_reasoning && has_encrypted_reasoning(&request.model) {
            &["reasoning.encrypted_content"]
        } else {
            &[]
        },
        parameters: Members::new(&parameters),
    };
    post::request(post::below(&target.base_url, &["responses"])?, "text/event-stream", &body)
}

/// The models that are known to have it: OpenAI's o series, and GPT from 5 on without its chat variants. Others refuse
/// to be asked ("Encrypted content is not supported with this model"), and without it only old reasoning is lost.
fn has_encrypted_reasoning(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let generation = |series: &str| {
        let rest = name.strip_prefix(series)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest.get(..digits)?.parse::<u32>().ok()
    };
    !name.contains("-chat")
        && (generation("o").is_some() || generation("gpt-").is_some_and(|generation| generation >= 5))
}

fn instructions(messages: &[ChatMessage]) -> Option<String> {
    let system = messages.iter().filter(|message| message.role == Role::System).map(ChatMessage::words);
    let system: Vec<String> = system.filter(|text| !text.is_empty()).collect();
    (!system.is_empty()).then(|| system.join("\n\n"))
}

fn items(message: &ChatMessage, with_reasoning: bool) -> Vec<Item<'_>> {
    match message.role {
        Role::System => Vec::new(),
        Role::User => {
            let text = message.words();
            if text.is_empty() {
                return Vec::new();
            }
            vec![Item::Message { role: "user", content: [Text::Input(text)] }]
        }
        Role::Assistant => answer_items(&message.content, with_reasoning),
    }
}

/// Reasoning stands before the text that it led to. Without such a text, as after a stop, it is refused.
fn answer_items(content: &[Content], with_reasoning: bool) -> Vec<Item<'_>> {
    let mut items: Vec<Item<'_>> = Vec::new();
    let mut reasoning = Vec::new();
    for piece in content {
        match piece {
            Content::Text(text) if text.is_empty() => {}
            Content::Text(more) => match items.last_mut() {
                Some(Item::Message { content: [Text::Output(text)], .. }) if reasoning.is_empty() => {
                    text.push_str(more);
                }
                _ => {
                    items.append(&mut reasoning);
                    items.push(Item::Message { role: "assistant", content: [Text::Output(more.clone())] });
                }
            },
            Content::Reasoning { text, signature: Some(signature) } if with_reasoning => {
                reasoning.push(Item::Reasoning {
                    summary: Some(text.clone())
                        .filter(|text| !text.is_empty())
                        .map(Text::Summary)
                        .into_iter()
                        .collect(),
                    encrypted_content: signature,
                });
            }
            Content::Reasoning { .. } => {}
        }
    }
    items
}
