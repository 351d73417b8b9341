//! What was used of which model, and what it cost.

mod csv;

use parlance_domain::{MessageId, ModelRef, Timestamp, Timings, Usage};
use parlance_ipc::{ConversationUsage, IpcError, UsageArgs, UsageEntry, UsedConversation, WrittenFile};
use parlance_store::{Store, UsageRow};

use crate::routing::Reservation;
use crate::{App, error, new_file};

impl App {
    /// What was used on the last days, a row for each day and model, oldest first.
    pub async fn usage(&self, args: UsageArgs) -> Result<Vec<UsageEntry>, IpcError> {
        let store = self.store().await?;
        let days = store.usage_by_day(args.days).await.map_err(error::store)?;
        let names = self.provider_names().await;
        Ok(days
            .into_iter()
            .map(|day| UsageEntry {
                provider_name: names.get(&day.model.provider).unwrap_or(&day.model.provider).clone(),
                day: day.day,
                provider: day.model.provider,
                model: day.model.model,
                calls: day.calls,
                unpriced: day.unpriced,
                estimated: day.estimated,
                input_tokens: day.usage.input_tokens.unwrap_or_default(),
                output_tokens: day.usage.output_tokens.unwrap_or_default(),
                cached_tokens: day.usage.cached_tokens.unwrap_or_default(),
                reasoning_tokens: day.usage.reasoning_tokens.unwrap_or_default(),
                cost: day.cost.map(|cost| cost.0),
            })
            .collect())
    }

    /// What was used on the last days, a row for each conversation, the dearest first.
    pub async fn usage_by_conversation(&self, args: UsageArgs) -> Result<Vec<ConversationUsage>, IpcError> {
        let store = self.store().await?;
        let used = store.usage_by_conversation(args.days).await.map_err(error::store)?;
        Ok(used
            .into_iter()
            .map(|used| ConversationUsage {
                conversation: used.conversation.map(|place| UsedConversation {
                    id: place.id,
                    title: place.title,
                    trashed: place.trashed,
                }),
                calls: used.calls,
                unpriced: used.unpriced,
                estimated: used.estimated,
                input_tokens: used.usage.input_tokens.unwrap_or_default(),
                output_tokens: used.usage.output_tokens.unwrap_or_default(),
                cached_tokens: used.usage.cached_tokens.unwrap_or_default(),
                reasoning_tokens: used.usage.reasoning_tokens.unwrap_or_default(),
                cost: used.cost.map(|cost| cost.0),
            })
            .collect())
    }

    /// Every call of the last days as a table.
    pub async fn usage_csv(&self, args: UsageArgs) -> Result<String, IpcError> {
        let store = self.store().await?;
        let calls = store.calls_of_days(args.days).await.map_err(error::store)?;
        Ok(csv::table(&calls))
    }

    /// Writes [`App::usage_csv`] into the folder for exports. No file that is there is replaced.
    pub async fn export_usage(&self, args: UsageArgs) -> Result<WrittenFile, IpcError> {
        let table = self.usage_csv(args).await?;
        let folder = self.inner.home.exports();
        new_file::write(folder, "parlance-usage".to_owned(), "csv", table.into_bytes()).await
    }
}

impl App {
    /// Counts a call for `message` that is not the one that writes it: a title, a summary. The call was answered whether or not
    /// it can be counted.
    pub(crate) async fn count_call(
        &self,
        store: &Store,
        message: MessageId,
        model: &ModelRef,
        usage: Option<Usage>,
        timings: Timings,
        reserved: Option<Reservation>,
    ) {
        let answered = timings.first_token_ms.is_some();
        let Some(usage) = usage.or_else(|| answered.then(Usage::default)) else { return };
        let cost = usage.cost.or_else(|| self.price(model)?.cost(&usage));
        let call = UsageRow { model: model.clone(), usage, cost, timings, at: Timestamp::now() };
        let _books = match &reserved {
            Some(reserved) => Some(reserved.books().await),
            None => None,
        };
        if let Err(failure) = store.record_call(message, &call).await {
            tracing::warn!(kind = ?failure.kind, "a call was not counted");
        }
        if let Some(reserved) = reserved {
            reserved.settle(Some(&call.usage));
        }
    }
}
