//! What a filter may be given.

use super::conditions;
use super::query::FilterKey;
use crate::{Store, StoreError};

/// Enough to choose from; the rest is typed.
const MOST: i64 = 200;

impl Store {
    /// Values that a filter finds something with, in the order in which they are offered. None for dates.
    pub async fn filter_values(&self, key: FilterKey) -> Result<Vec<String>, StoreError> {
        let names = match key {
            FilterKey::Folder => "SELECT name FROM folder ORDER BY position, pk LIMIT ?",
            FilterKey::Tag => "SELECT name FROM tag ORDER BY name COLLATE NOCASE LIMIT ?",
            FilterKey::Model | FilterKey::Provider => {
                let models = conditions::all_models(&mut *self.readers.acquire().await?).await?;
                let mut values: Vec<_> = models
                    .into_iter()
                    .map(|(provider, model)| if key == FilterKey::Model { model } else { provider })
                    .collect();
                values.sort_unstable();
                values.dedup();
                return Ok(values);
            }
            FilterKey::Role | FilterKey::Has | FilterKey::Is | FilterKey::Before | FilterKey::After => {
                return Ok(key.values().iter().map(|value| (*value).to_owned()).collect());
            }
        };
        Ok(sqlx::query_scalar(names).bind(MOST).fetch_all(&self.readers).await?)
    }
}
