//! What was used of which model, and what it cost.

use parlance_ipc::{IpcError, UsageArgs, UsageEntry};

use crate::{App, error};

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
                input_tokens: day.usage.input_tokens.unwrap_or_default(),
                output_tokens: day.usage.output_tokens.unwrap_or_default(),
                cached_tokens: day.usage.cached_tokens.unwrap_or_default(),
                reasoning_tokens: day.usage.reasoning_tokens.unwrap_or_default(),
                cost: day.cost.map(|cost| cost.0),
            })
            .collect())
    }
}
