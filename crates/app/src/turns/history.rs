//! What a model is told of the conversation.

use parlance_domain::{FinishReason, Message, MessageId, ModelRef, Part, Reasoning, ReasoningEffort, Role};
use parlance_llm::{ChatMessage, ChatRequest, Content, Parameters};
use parlance_providers::routing::Needs;

use super::fit::Excess;
use super::pictures::{self, Pictures};
use crate::attachments::{self, Documents, SentFiles};
use crate::guide;

/// Said after a broken answer, behind the words by which the Guide knows it. The models that were tried go on in mid-sentence with it.
const GO_ON: &str = "Continue it exactly where it stopped, in the middle of a word if need be. Do not repeat anything, do \
                     not apologise, do not comment.";

/// Letters of code and mathematics, and a length that nobody types for small talk.
const HARD_MARKS: [&str; 5] = ["```", "$$", "\\(", "fn ", "def "];
const HARD_CHARS: usize = 1_500;

/// What is asked, whoever answers it.
pub(crate) struct Question {
    /// From the first message to the answer, as it was when the turn began.
    pub(super) path: Vec<Message>,
    pub(super) begins: Begins,
    pub(super) excess: Excess,
    /// Of the path.
    pub(super) pictures: Pictures,
    /// Of the path.
    pub(super) files: SentFiles,
}

/// How a turn begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Begins {
    Anew,
    /// Where the answer stands. It was written by this model; `broke` says that a failure cut it off, and not a person.
    GoesOn {
        by: Option<ModelRef>,
        broke: bool,
    },
}

impl Begins {
    /// Where `answer` stands now.
    pub(crate) fn again(answer: &Message) -> Self {
        let broke = answer.finish == Some(FinishReason::Error);
        Self::GoesOn { by: answer.model.clone(), broke }
    }
}

impl Question {
    pub(crate) fn new(path: Vec<Message>, begins: Begins) -> Self {
        Self {
            path,
            begins,
            excess: Excess::default(),
            pictures: Pictures::default(),
            files: SentFiles::default(),
        }
    }

    /// The same with the files of the path.
    pub(crate) fn with_files(self, files: SentFiles) -> Self {
        Self { files, ..self }
    }

    /// The pictures that people attached, in about what they cost in tokens.
    pub(crate) fn picture_tokens(&self) -> u64 {
        self.path.iter().map(attachments::picture_tokens).sum()
    }

    /// The request to `answer`'s model; `answer` is the last message of the path. `documents`: what its model makes of them.
    pub(crate) fn request(
        &self,
        answer: &Message,
        mut parameters: Parameters,
        documents: Documents,
    ) -> ChatRequest {
        let system = parameters.system_prompt.take().map(|text| ChatMessage::text(Role::System, text));
        let said = self.said(answer, documents).map(|(_, role, content)| ChatMessage { role, content });
        let mut messages: Vec<_> = system.into_iter().chain(said).collect();
        if let Some(content) = self.begun(answer) {
            messages.push(ChatMessage { role: Role::Assistant, content });
            messages.push(ChatMessage::text(Role::User, format!("{} {GO_ON}", guide::CONTINUATION)));
        }
        let model = answer.model.as_ref().map(|model| model.model.clone()).unwrap_or_default();
        ChatRequest { model, messages, parameters, ..ChatRequest::default() }
    }

    /// The messages before `answer` that have something to say to its model, each with the pictures that it made.
    fn said<'a>(
        &'a self,
        answer: &'a Message,
        documents: Documents,
    ) -> impl Iterator<Item = (MessageId, Role, Vec<Content>)> + 'a {
        self.path
            .iter()
            .filter(|message| message.id != answer.id)
            .flat_map(move |message| {
                let words = self.content(message, message.model == answer.model, documents);
                let shown = pictures::shown(message, &self.pictures);
                [(message.id, message.role, words), (message.id, Role::User, shown)]
            })
            .filter(|(.., content)| !content.is_empty())
    }

    /// Whose the messages of [`Question::request`] are, without what is only there to let the answer go on.
    pub(crate) fn ids(&self, answer: &Message) -> Vec<MessageId> {
        self.said(answer, Documents::AsText).map(|(id, ..)| id).collect()
    }

    /// How many messages at the end of [`Question::request`] are what is asked now.
    pub(crate) fn asked(&self, answer: &Message) -> usize {
        if self.begun(answer).is_some() { 3 } else { 1 }
    }

    /// The beginning of an answer that goes on.
    fn begun(&self, answer: &Message) -> Option<Vec<Content>> {
        let Begins::GoesOn { by, .. } = &self.begins else { return None };
        Some(self.content(answer, *by == answer.model, Documents::AsText))
            .filter(|content| !content.is_empty())
    }

    /// The newest words of the person.
    pub(super) fn newest_words(&self) -> String {
        let asked = self.path.iter().rev().find(|message| message.role == Role::User);
        asked.map(Message::text).unwrap_or_default()
    }

    /// What it asks of a model, with the parameters that hold whoever that is.
    pub(crate) fn needs(&self, answer: &Message, parameters: Parameters) -> Needs {
        let asked = self.newest_words();
        let request = self.request(answer, parameters, Documents::AsText);
        Needs {
            input_tokens: request.estimated_tokens(),
            images: self.path.iter().any(pictures::are_in),
            tools: !request.tools.is_empty(),
            reasoning: request.parameters.reasoning.is_some_and(thinks),
            hard: is_hard(asked.len()) || HARD_MARKS.iter().any(|mark| asked.contains(mark)),
        }
    }
}

/// Whether a question of so many bytes is a hard one.
pub(crate) fn is_hard(bytes: usize) -> bool {
    bytes > HARD_CHARS
}

fn thinks(reasoning: Reasoning) -> bool {
    !matches!(reasoning, Reasoning::Effort(ReasoningEffort::None) | Reasoning::BudgetTokens(0))
}

impl Question {
    /// What a message has to say, in the order in which it was said. What a model thought before is the codec's to send or to
    /// leave out, and so is the place of calls and results; signatures are of use to the same model alone.
    fn content(&self, message: &Message, same_model: bool, documents: Documents) -> Vec<Content> {
        let own = |signature: &Option<String>| signature.clone().filter(|_| same_model);
        let pieces: Vec<_> = message
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Text { text } if !text.is_empty() => Some(Content::Text(text.clone())),
                Part::Reasoning { text, signature, .. } if !text.is_empty() || signature.is_some() => {
                    Some(Content::Reasoning { text: text.clone(), signature: own(signature) })
                }
                Part::ToolCall { id, name, arguments, signature } => Some(Content::ToolCall {
                    id: id.clone(),
                    name: name.clone(),
                    arguments: arguments.clone(),
                    signature: own(signature),
                }),
                Part::ToolResult(result) => Some(Content::ToolResult {
                    id: result.call.clone(),
                    name: result.name.clone(),
                    content: pictures::outputs(&result.content, &self.pictures),
                    is_error: result.is_error,
                }),
                Part::Image(picture) if message.role == Role::User => {
                    pictures::image(picture, &self.pictures)
                }
                Part::File(file) => Some(attachments::named(file, &self.files, documents)),
                Part::Text { .. }
                | Part::Reasoning { .. }
                | Part::Image(_)
                | Part::Dropped(_)
                | Part::Citation(_)
                | Part::Error { .. } => None,
            })
            .collect();
        // An answer that never got past thinking has nothing to say to a model.
        let is_thought = |piece: &Content| matches!(piece, Content::Reasoning { .. });
        if pieces.iter().all(is_thought) { Vec::new() } else { pieces }
    }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
