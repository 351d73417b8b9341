use serde::Serialize;

use super::content::{self, Item};
use super::parameters::Members;
use super::tools::{self, Named, Tool};
use crate::dropped::Losses;
use crate::functions::Choice;
use crate::transcript::{self, Speaker, Turn};
use crate::{ChatRequest, EncodeError, HttpRequest, Target, Wire, post};

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
    parameters: Members<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<Choice<Named<'a>>>,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let mut losses = Losses::default();
    let turns = transcript::turns(&request.messages, target, |id| id.len() <= 64, &mut losses);
    let input = content::items(&turns, target.encrypted_reasoning, &mut losses);
    if input.is_empty() {
        return Err(EncodeError::Empty);
    }
    let parameters = Wire::OpenaiResponses.fit(&request.parameters).parameters;
    let body = Body {
        model: &request.model,
        instructions: instructions(&turns),
        input,
        stream: !request.whole,
        store: false,
        include: if target.encrypted_reasoning && has_encrypted_reasoning(&request.model) {
            &["reasoning.encrypted_content"]
        } else {
            &[]
        },
        parameters: Members::new(&parameters, request.output.as_ref()),
        tools: tools::tools(request),
        tool_choice: tools::choice(request),
    };
    post::request(post::below(&target.base_url, &["responses"])?, "text/event-stream", &body, request, losses)
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

fn instructions(turns: &[Turn<'_>]) -> Option<String> {
    let system = turns.iter().filter(|turn| turn.speaker == Speaker::System).map(Turn::words);
    let system: Vec<String> = system.filter(|text| !text.is_empty()).collect();
    (!system.is_empty()).then(|| system.join("\n\n"))
}
