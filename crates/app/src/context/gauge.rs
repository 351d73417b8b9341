//! What the composer shows of the context.

use parlance_domain::{ConversationId, MessageStatus, ModelRef, Role, Tree, Usage};
use parlance_ipc::{ContextGauge, GaugeArgs, IpcError, OverflowPreview};
use parlance_llm::ChatMessage;
use parlance_store::Store;

use super::cut::{left_out, room};
use crate::{App, error, turns};

/// About the length of a summary.
const SUMMARY_TOKENS: u64 = 600;

impl App {
    /// How much of the model's context the next question would take; `None` where the context is not known.
    pub async fn context_gauge(&self, args: GaugeArgs) -> Result<Option<ContextGauge>, IpcError> {
        let model = ModelRef { provider: args.model.provider, model: args.model.model };
        let Some(context) = self.context_tokens(&model) else { return Ok(None) };
        let store = self.store().await?;
        let mut messages = match args.conversation {
            Some(id) => self.next_request(&store, id, &model).await?,
            None => Vec::new(),
        };
        let mut weights = self.weigh(&store, &model.provider, &messages, Some(context)).await;
        messages.push(ChatMessage::text(Role::User, ""));
        weights.add_bytes(args.draft_bytes);
        let left_out = left_out(&messages, &weights.each, 1, room(context));
        let weight = weights.each.get(left_out.clone()).into_iter().flatten().sum();
        let overflow = (!left_out.is_empty()).then(|| OverflowPreview {
            left_out: count(left_out.len()),
            to_summarise: count(left_out.len()),
            summary_cost: self.summary_cost(&model, weight),
        });
        Ok(Some(ContextGauge {
            used_tokens: weights.total(),
            context_tokens: context,
            estimated: weights.estimated,
            overflow,
        }))
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

    /// What goes along with the next question of a conversation.
    async fn next_request(
        &self,
        store: &Store,
        id: ConversationId,
        model: &ModelRef,
    ) -> Result<Vec<ChatMessage>, IpcError> {
        let leaf = store.conversation(id).await.map_err(error::store)?.leaf;
        let messages = store.messages(id).await.map_err(error::store)?;
        let path = leaf.map(|leaf| Tree::new(&messages).path(leaf)).unwrap_or_default();
        let answer = turns::new_message(
            id,
            leaf,
            Role::Assistant,
            MessageStatus::Streaming,
            Some(model.clone()),
            Vec::new(),
        );
        Ok(turns::Question::new(path.into_iter().cloned().collect()).request(&answer).messages)
    }
}

fn count(messages: usize) -> u32 {
    u32::try_from(messages).unwrap_or(u32::MAX)
}
