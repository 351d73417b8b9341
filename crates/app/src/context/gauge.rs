//! What the composer shows of the context.

use parlance_domain::{ConversationId, Message, MessageId, MessageStatus, ModelRef, Role, Usage};
use parlance_ipc::{
    AnswerGaugeArgs, ContextGauge, ErrorCode, GaugeArgs, IpcError, Overflow, OverflowPreview,
};
use parlance_llm::ChatMessage;
use parlance_providers::routing::Needs;
use parlance_store::{Extent, Store};

use super::{count, left_out, room};
use crate::attachments::Documents;
use crate::turns::fit::{Plan, summarised};
use crate::turns::{self, Begins, Question, is_hard, new_message};
use crate::{App, error, routing};

/// About the length of a summary.
const SUMMARY_TOKENS: u64 = 600;

/// What is measured.
struct Measured<'a> {
    /// `None` is the new chat.
    conversation: Option<ConversationId>,
    question: &'a Question,
    answer: &'a Message,
    /// The size of a question that is still being written, in bytes.
    draft_bytes: Option<u64>,
}

impl App {
    /// How much of the model's context the next question would take; `None` where the context is not known. Auto is measured
    /// by the model that it would ask now.
    pub async fn context_gauge(&self, args: GaugeArgs) -> Result<Option<ContextGauge>, IpcError> {
        let model = ModelRef { provider: args.model.provider, model: args.model.model };
        // Whoever wants to know that is about to ask it.
        self.learn_of(&model);
        let auto = routing::is_auto(&model);
        if !auto && self.context_tokens(&model).is_none() {
            return Ok(None);
        }
        let store = self.history_in(args.conversation).await?;
        let id = args.conversation.unwrap_or_else(ConversationId::new);
        let (leaf, path) = match args.conversation {
            Some(id) => self.shown_path(&store, id).await?,
            None => (None, Vec::new()),
        };
        let streaming = MessageStatus::Streaming;
        let answer = new_message(id, leaf, Role::Assistant, streaming, Some(model.clone()), Vec::new());
        let files = self.sent_files(&store, &path, false).await;
        let question = Question::new(path, Begins::Anew).with_files(files);
        let draft_bytes = args.draft_bytes + self.draft_tokens(&store, args.conversation).await? * 4;
        let measured = Measured {
            conversation: args.conversation,
            question: &question,
            answer: &answer,
            draft_bytes: Some(draft_bytes),
        };
        if !auto {
            return self.measure(&store, measured, &model).await;
        }
        let parameters = self.parameters_in(&store, args.conversation, Some(&model)).await?;
        let needs = question.needs(&answer, parameters);
        let needs = Needs {
            input_tokens: needs.input_tokens + draft_bytes / 4,
            hard: is_hard(usize::try_from(args.draft_bytes).unwrap_or(usize::MAX)),
            ..needs
        };
        let Some(model) = self.chosen_now(store.settled(), needs).await else { return Ok(None) };
        let gauge = self.measure(&store, measured, &model).await?;
        Ok(gauge.map(|gauge| ContextGauge { chosen: Some(self.model_name(&model)), ..gauge }))
    }

    /// The same for an answer that is to be asked for again, or to go on; `None` also where it is settled what is done about a
    /// conversation that is too long.
    pub async fn answer_gauge(&self, args: AnswerGaugeArgs) -> Result<Option<ContextGauge>, IpcError> {
        let store = self.history_of(args.conversation).await?;
        let old = turns::answer(&store, args.conversation, args.message).await?;
        if self.excess(None, Some(&old)).overflow != Overflow::Ask {
            return Ok(None);
        }
        let named = args.model.map(|model| ModelRef { provider: model.provider, model: model.model });
        let (answer, begins) = if args.goes_on {
            let begins = Begins::again(&old);
            (old, begins)
        } else {
            let model = named.or(turns::asked_model(&old));
            let streaming = MessageStatus::Streaming;
            let parts = Vec::new();
            (
                new_message(old.conversation, old.parent, Role::Assistant, streaming, model, parts),
                Begins::Anew,
            )
        };
        let last = if args.goes_on { Some(answer.id) } else { answer.parent };
        let path = match last {
            Some(last) => store.path(last, Extent::Whole).await.map_err(error::store)?.messages,
            None => Vec::new(),
        };
        let files = self.sent_files(&store, &path, false).await;
        let question = Question::new(path, begins).with_files(files);
        let legs = match self.legs_of(&store, &question, &answer, None).await {
            Err(card) if card.code == ErrorCode::ContextLength => {
                self.legs_of(&store, &question, &answer, Some(0)).await
            }
            legs => legs,
        };
        // Who cannot be asked at all says so when the answer is asked for.
        let Some(leg) = legs.ok().and_then(|legs| legs.legs.into_iter().next()) else { return Ok(None) };
        let conversation = Some(args.conversation);
        let measured = Measured { conversation, question: &question, answer: &answer, draft_bytes: None };
        self.measure(&store, measured, &leg.model).await
    }

    async fn measure(
        &self,
        store: &Store,
        measured: Measured<'_>,
        model: &ModelRef,
    ) -> Result<Option<ContextGauge>, IpcError> {
        let Measured { conversation, question, answer, draft_bytes } = measured;
        let Some(context) = self.context_tokens(model) else { return Ok(None) };
        let answer = Message { model: Some(model.clone()), ..answer.clone() };
        let parameters = self.parameters_in(store, conversation, Some(model)).await?;
        let mut request = question.request(&answer, parameters, Documents::AsText);
        let mut weights =
            self.weigh(store.settled(), &model.provider, &request.messages, Some(context)).await;
        let mut ids = question.ids(&answer);
        if let Some(bytes) = draft_bytes {
            // It is the last of them, and not there yet.
            request.messages.push(ChatMessage::text(Role::User, ""));
            weights.add_bytes(bytes);
            ids.push(answer.id);
        }
        let asked = question.asked(&answer);
        let left_out = left_out(&request.messages, &weights.each, asked, room(context));
        let gauge = ContextGauge {
            used_tokens: weights.total() + question.picture_tokens(),
            context_tokens: context,
            estimated: weights.estimated,
            chosen: None,
            overflow: None,
        };
        let Some(conversation) = conversation.filter(|_| !left_out.is_empty()) else {
            return Ok(Some(gauge));
        };
        let known = store.summaries(conversation).await.map_err(error::store)?;
        let fit = summarised(request, &weights, asked, room(context), &ids, |id| known.get(id).cloned());
        let to_summarise = fit.plan.as_ref().map_or(0, |plan| plan.older.len());
        let overflow = OverflowPreview {
            left_out: count(left_out.len()),
            to_summarise: count(to_summarise),
            summary_cost: self.summary_cost(model, fit.plan.as_ref().map_or(0, Plan::weight)),
        };
        Ok(Some(ContextGauge { overflow: Some(overflow), ..gauge }))
    }

    /// About what a summary of so many tokens costs.
    fn summary_cost(&self, model: &ModelRef, tokens: u64) -> Option<i64> {
        let usage = Usage {
            input_tokens: Some(tokens),
            output_tokens: Some(SUMMARY_TOKENS.min(tokens)),
            ..Usage::default()
        };
        self.price(model)?.cost(&usage).map(|cost| cost.0)
    }

    /// The last message of the path that a conversation shows, and the path.
    async fn shown_path(
        &self,
        store: &Store,
        id: ConversationId,
    ) -> Result<(Option<MessageId>, Vec<Message>), IpcError> {
        let leaf = store.conversation(id).await.map_err(error::store)?.leaf;
        let path = match leaf {
            Some(leaf) => store.path(leaf, Extent::Whole).await.map_err(error::store)?.messages,
            None => Vec::new(),
        };
        Ok((leaf, path))
    }
}
