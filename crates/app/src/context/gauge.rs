//! What the composer shows of the context.

use parlance_domain::{ConversationId, MessageId, MessageStatus, ModelRef, Role, Tree, Usage};
use parlance_ipc::{ContextGauge, GaugeArgs, IpcError, OverflowPreview};
use parlance_llm::{ChatMessage, ChatRequest};
use parlance_store::Store;

use super::{count, left_out, room};
use crate::turns::fit::{Plan, summarised};
use crate::turns::{Question, new_message};
use crate::{App, error};

/// About the length of a summary.
const SUMMARY_TOKENS: u64 = 600;

impl App {
    /// How much of the model's context the next question would take; `None` where the context is not known.
    pub async fn context_gauge(&self, args: GaugeArgs) -> Result<Option<ContextGauge>, IpcError> {
        let model = ModelRef { provider: args.model.provider, model: args.model.model };
        // Whoever wants to know that is about to ask it.
        self.look_at(&model);
        let Some(context) = self.context_tokens(&model) else { return Ok(None) };
        let store = self.store().await?;
        let (mut request, ids) = match args.conversation {
            Some(id) => self.next_request(&store, id, &model).await?,
            None => Default::default(),
        };
        let mut weights = self.weigh(&store, &model.provider, &request.messages, Some(context)).await;
        request.messages.push(ChatMessage::text(Role::User, ""));
        weights.add_bytes(args.draft_bytes);
        let left_out = left_out(&request.messages, &weights.each, 1, room(context));
        let gauge = ContextGauge {
            used_tokens: weights.total(),
            context_tokens: context,
            estimated: weights.estimated,
            overflow: None,
        };
        let Some(id) = args.conversation.filter(|_| !left_out.is_empty()) else { return Ok(Some(gauge)) };
        let known = store.summaries(id).await.map_err(error::store)?;
        let fit = summarised(request, &weights, 1, room(context), &ids, |id| known.get(id).cloned());
        let to_summarise = fit.plan.as_ref().map_or(0, |plan| plan.older.len());
        let overflow = OverflowPreview {
            left_out: count(left_out.len()),
            to_summarise: count(to_summarise),
            summary_cost: self.summary_cost(&model, fit.plan.as_ref().map_or(0, Plan::weight)),
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

    /// What goes along with the next question of a conversation, and which messages those are.
    async fn next_request(
        &self,
        store: &Store,
        id: ConversationId,
        model: &ModelRef,
    ) -> Result<(ChatRequest, Vec<MessageId>), IpcError> {
        let leaf = store.conversation(id).await.map_err(error::store)?.leaf;
        let messages = store.messages(id).await.map_err(error::store)?;
        let path = leaf.map(|leaf| Tree::new(&messages).path(leaf)).unwrap_or_default();
        let streaming = MessageStatus::Streaming;
        let answer = new_message(id, leaf, Role::Assistant, streaming, Some(model.clone()), Vec::new());
        let question = Question::new(path.into_iter().cloned().collect());
        // The next question is the last of them, and not there yet.
        let ids = question.ids(&answer).into_iter().chain([answer.id]).collect();
        let parameters = self.parameters_for(store, id, Some(model)).await?;
        Ok((question.request(&answer, parameters), ids))
    }
}
