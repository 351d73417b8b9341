//! The history as a face shows it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parlance_domain::{
    Attachment, Citation, Conversation, ConversationId, Dropped, DroppedKind, Message, MessageId,
    MessageStatus, ModelRef, Part, Picture, Role, Siblings, ToolContent, ToolResult,
};
use parlance_ipc::{
    BlockOp, ComparisonView, ConversationSummary, ConversationView, DroppedKindView, DroppedView, FileView,
    IpcError, MessageError, MessageFile, MessageRole, MessageState, MessageStats, MessageView, ModelChoice,
    PartView, PictureView, SiblingsView, SourceView, ToolContentView, ToolResultView,
};
use parlance_store::{Extent, Path, Store, StoreError};

use crate::{App, error, guide, routing};

/// Messages: several screens of them.
const FIRST_PAGE: u32 = 20;
/// A message that is looked for has something to read in front of it.
const IN_FRONT: u32 = 20;

/// From a little before the message to the end.
pub(crate) fn around(message: MessageId) -> Extent {
    Extent::Since { message, before: IN_FRONT }
}

impl App {
    /// The end of the shown path of a conversation, as much of it as a window shows at first.
    pub(crate) async fn view(&self, store: &Store, id: ConversationId) -> Result<ConversationView, IpcError> {
        self.view_of(store, id, Extent::Last(FIRST_PAGE)).await
    }

    pub(crate) async fn view_of(
        &self,
        store: &Store,
        id: ConversationId,
        extent: Extent,
    ) -> Result<ConversationView, IpcError> {
        let conversation = store.conversation(id).await.map_err(error::store)?;
        let draft = store.draft(Some(id)).await.map_err(error::store)?;
        let Path { messages: mut path, has_earlier } = match conversation.leaf {
            Some(leaf) => store.path(leaf, extent).await.map_err(error::store)?,
            None => Path::default(),
        };
        let compared = compared(store, id, path.last()).await.map_err(error::store)?;
        if !compared.is_empty() {
            path.pop();
        }
        let shown = path.len();
        path.extend(compared);
        let mut messages = self.views(store, id, path).await?;
        let answers = messages.split_off(shown);
        let comparison = (!answers.is_empty()).then_some(ComparisonView { answers });
        Ok(ConversationView {
            id,
            title: conversation.title,
            model: conversation.model.map(choice),
            messages,
            has_earlier,
            draft,
            comparison,
        })
    }

    /// Messages of a conversation as they are shown. They are rendered on blocking threads, one for each core.
    pub(crate) async fn views(
        &self,
        store: &Store,
        id: ConversationId,
        messages: Vec<Message>,
    ) -> Result<Vec<MessageView>, IpcError> {
        let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
        let names = self.names_of(&providers(&messages)).await;
        let totals = store.call_totals(&ids).await.map_err(error::store)?;
        let summaries = store.summaries(id).await.map_err(error::store)?;
        let mut among = store.siblings(&ids).await.map_err(error::store)?;
        let mut unrendered = Vec::with_capacity(messages.len());
        for message in messages {
            let alone = || Siblings { ids: vec![message.id], index: 0 };
            let siblings = among.remove(&message.id).unwrap_or_else(alone);
            let mut view = self.frame(&message, siblings, &names, &summaries);
            if let Some(stats) = &mut view.stats {
                // Of all its calls: an answer that was continued has several.
                let total = totals.get(&message.id);
                stats.cost = total.and_then(|total| total.cost).map(|cost| cost.0);
                stats.cost_estimated = total.is_some_and(|total| total.estimated);
                stats.input_tokens = total.and_then(|total| total.usage.input_tokens);
                stats.output_tokens = total.and_then(|total| total.usage.output_tokens);
            }
            unrendered.push((view, message.parts));
        }
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let each = unrendered.len().div_ceil(cores);
        let mut rendering = Vec::with_capacity(cores);
        while !unrendered.is_empty() {
            let rest = unrendered.split_off(each.min(unrendered.len()));
            let some = std::mem::replace(&mut unrendered, rest);
            rendering.push(tokio::task::spawn_blocking(move || {
                some.into_iter().map(|(view, parts)| fill(view, parts)).collect::<Vec<_>>()
            }));
        }
        let mut views = Vec::new();
        for some in rendering {
            views.extend(some.await.map_err(|_| error::internal("A message could not be rendered."))?);
        }
        Ok(views)
    }

    /// The view of a message without its parts.
    fn frame(
        &self,
        message: &Message,
        siblings: Siblings,
        names: &BTreeMap<String, String>,
        summaries: &HashMap<MessageId, String>,
    ) -> MessageView {
        let turn = self.inner.turns.writing(message.id);
        let model_name = message.model.as_ref().map(|model| self.model_name(model));
        let provider_name =
            message.model.as_ref().map(|model| names.get(&model.provider).unwrap_or(&model.provider).clone());
        let stats = (message.role == Role::Assistant && turn.is_none()).then_some(MessageStats {
            first_token_ms: message.timings.first_token_ms,
            duration_ms: message.timings.done_ms,
            input_tokens: None,
            output_tokens: None,
            cost: None,
            cost_estimated: false,
        });
        MessageView {
            id: message.id,
            role: match message.role {
                Role::User => MessageRole::User,
                Role::Assistant | Role::System => MessageRole::Assistant,
            },
            state: match (message.status, turn) {
                (_, Some(_)) => MessageState::Streaming,
                (MessageStatus::Complete, None) => MessageState::Complete,
                (MessageStatus::Failed, None) => MessageState::Failed,
                // A turn of another process: its words come when it is sealed.
                (MessageStatus::Streaming, None) => MessageState::Streaming,
                (MessageStatus::Interrupted, None) => MessageState::Interrupted,
            },
            model: message.model.clone().map(choice),
            model_name,
            provider_name,
            route: message.route.as_ref().map(|route| routing::view::route(route, names, summaries)),
            parts: Vec::new(),
            source: message.text(),
            files: message.parts.iter().filter(|_| message.role == Role::User).filter_map(attached).collect(),
            dropped: message.parts.iter().filter_map(dropped).collect(),
            sources: message.parts.iter().filter_map(source).collect(),
            error: message.parts.iter().rev().find_map(|part| match part {
                Part::Error { code, message } => {
                    Some(MessageError { code: error::from_code_word(code), message: message.clone() })
                }
                _ => None,
            }),
            turn,
            siblings: SiblingsView { ids: siblings.ids, index: siblings.index },
            stats,
            omissions: message.omissions.clone(),
            created_at: message.created_at.0,
        }
    }

    pub(crate) fn model_name(&self, model: &ModelRef) -> String {
        if model.provider == guide::PROVIDER_ID {
            return guide::NAME.to_owned();
        }
        if routing::is_auto(model) {
            return routing::AUTO_NAME.to_owned();
        }
        let said = self.inner.overrides.name(model);
        said.or_else(|| self.inner.models.name(model)).unwrap_or_else(|| model.model.clone())
    }

    pub(crate) fn summary(&self, conversation: Conversation) -> ConversationSummary {
        ConversationSummary {
            id: conversation.id,
            streaming: self.inner.turns.in_conversation(conversation.id).is_some(),
            title: conversation.title,
            updated_at: conversation.updated_at.0,
        }
    }
}

/// The answers of the open comparison in which the shown path ends.
pub(crate) async fn compared(
    store: &Store,
    id: ConversationId,
    last: Option<&Message>,
) -> Result<Vec<Message>, StoreError> {
    match (store.comparing(id).await?, last.and_then(|last| last.comparison)) {
        (Some(open), Some(own)) if open == own => store.compared(id, own).await,
        _ => Ok(Vec::new()),
    }
}

/// Who has answered, and who was asked before them.
fn providers<'a>(messages: &'a [Message]) -> BTreeSet<&'a str> {
    let passed = |message: &'a Message| message.route.iter().flat_map(|route| &route.passed);
    let models = messages
        .iter()
        .flat_map(|message| message.model.iter().chain(passed(message).map(|passed| &passed.model)));
    models.map(|model| model.provider.as_str()).collect()
}

fn dropped(part: &Part) -> Option<DroppedView> {
    let Part::Dropped(Dropped { kind, count }) = part else { return None };
    let kind = match kind {
        DroppedKind::Image => DroppedKindView::Image,
        DroppedKind::Document => DroppedKindView::Document,
        DroppedKind::ToolChoice => DroppedKindView::ToolChoice,
    };
    Some(DroppedView { kind, count: *count })
}

fn source(part: &Part) -> Option<SourceView> {
    let Part::Citation(Citation { url, title, quote }) = part else { return None };
    Some(SourceView { url: url.clone(), title: title.clone(), quote: quote.clone() })
}

fn attached(part: &Part) -> Option<MessageFile> {
    match part {
        Part::Image(shown) => Some(MessageFile::Picture(picture(shown.clone()))),
        Part::File(Attachment { blob, name, media_type, size_bytes }) => Some(MessageFile::File(FileView {
            blob: *blob,
            name: name.clone(),
            media_type: media_type.clone(),
            size_bytes: *size_bytes,
        })),
        _ => None,
    }
}

fn fill(mut view: MessageView, parts: Vec<Part>) -> MessageView {
    // What a person typed is shown as typed: the source is all there is.
    if view.turn.is_some() || view.role == MessageRole::User {
        return view;
    }
    view.parts = parts
        .into_iter()
        .filter_map(|part| match part {
            Part::Text { text } => Some(PartView::Text { blocks: blocks(&text, parlance_markdown::render) }),
            Part::Reasoning { text, duration_ms, .. } => {
                Some(PartView::Reasoning { blocks: blocks(&text, parlance_markdown::render), duration_ms })
            }
            Part::ToolCall { name, arguments, .. } => Some(PartView::ToolCall { name, arguments }),
            Part::ToolResult(result) => Some(PartView::ToolResult(tool_result(result))),
            Part::Image(shown) => Some(PartView::Image(picture(shown))),
            Part::File(_) | Part::Dropped(_) | Part::Citation(_) | Part::Error { .. } => None,
        })
        .collect();
    view
}

pub(crate) fn picture(picture: Picture) -> PictureView {
    let Picture { blob, media_type, width, height, alt } = picture;
    PictureView { blob, media_type, width, height, alt }
}

pub(crate) fn tool_result(result: ToolResult) -> ToolResultView {
    let content = result.content.into_iter().map(|content| match content {
        ToolContent::Text { text } => ToolContentView::Text { text },
        ToolContent::Image(shown) => ToolContentView::Image(picture(shown)),
    });
    ToolResultView { name: result.name, content: content.collect(), is_error: result.is_error }
}

/// A text over which the renderer panics is shown as it was written: it must not take the conversation around it along.
pub(crate) fn blocks(text: &str, render: impl FnOnce(&str) -> Vec<String>) -> Vec<String> {
    catch_unwind(AssertUnwindSafe(|| render(text))).unwrap_or_else(|_| vec![as_written(text)])
}

fn as_written(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<div class=\"md-raw\" dir=\"auto\">{text}</div>")
}

pub(crate) fn choice(model: ModelRef) -> ModelChoice {
    ModelChoice { provider: model.provider, model: model.model }
}

pub(crate) fn block_op(op: parlance_markdown::BlockOp) -> BlockOp {
    use parlance_ipc::GrowthLevel;
    use parlance_markdown::{BlockOp as Op, Level};
    match op {
        Op::Append { block, html } => BlockOp::Append { block, html },
        Op::Replace { block, html } => BlockOp::Replace { block, html },
        Op::Grow { block, levels, cut } => {
            let level = |Level { drop, html }| GrowthLevel { drop, html };
            BlockOp::Grow { block, levels: levels.into_iter().map(level).collect(), cut }
        }
        Op::AppendLines { block, html } => BlockOp::AppendLines { block, html },
        Op::PartialLine { block, text } => BlockOp::PartialLine { block, text },
        Op::Truncate { block } => BlockOp::Truncate { block },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_cannot_be_rendered_is_shown_as_it_was_written() {
        assert_eq!(blocks("**a**", parlance_markdown::render), ["<p dir=\"auto\"><strong>a</strong></p>"]);
        let shown = blocks("a & <script>", |_| panic!("a renderer of a test"));
        assert_eq!(shown, ["<div class=\"md-raw\" dir=\"auto\">a &amp; &lt;script&gt;</div>"]);
    }
}
