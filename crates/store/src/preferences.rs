//! Preferences of the core, and what is learnt about providers.

use parlance_domain::ModelRef;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;

use crate::rows;
use crate::store::Durability;
use crate::{Store, StoreError};

impl Store {
    /// A preference by its name; `None` where it was never set.
    ///
    /// # Errors
    /// `Unreadable` also where another version of the program has saved what this one does not know: what a preference forbids
    /// must not be taken for allowed.
    pub async fn preference<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let value: Option<String> = sqlx::query_scalar("SELECT value FROM preference WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.readers)
            .await?;
        value.map(|value| rows::from_json("preference", &value)).transpose()
    }

    pub async fn set_preference<T: Serialize + Sync>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        let value = rows::to_json("preference", value)?;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query("INSERT INTO preference (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(name)
            .bind(value)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// What was learnt of limits: a model, and JSON as it was saved.
    pub async fn learnt_limits(&self) -> Result<Vec<(ModelRef, String)>, StoreError> {
        let rows =
            sqlx::query("SELECT provider, model, learnt FROM learnt_limit").fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                let model = ModelRef { provider: row.try_get("provider")?, model: row.try_get("model")? };
                Ok((model, row.try_get("learnt")?))
            })
            .collect()
    }

    /// Keeps what was learnt of a model's limits. Losing the last of it in a power cut does no harm.
    pub async fn save_limits(&self, model: &ModelRef, learnt: &str) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        sqlx::query(
            "INSERT INTO learnt_limit (provider, model, learnt) VALUES (?, ?, ?) \
             ON CONFLICT (provider, model) DO UPDATE SET learnt = excluded.learnt",
        )
        .bind(model.provider.as_str())
        .bind(model.model.as_str())
        .bind(learnt)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// What was learnt of a provider's limits belongs to another account now.
    pub async fn forget_limits(&self, provider: &str) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        sqlx::query("DELETE FROM learnt_limit WHERE provider = ?").bind(provider).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
}
