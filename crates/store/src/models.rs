//! What the user says of single models, and which of them they like best.

use parlance_domain::{MicroDollars, ModelRef, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{self, count, integer};
use crate::store::Durability;
use crate::{Store, StoreError};

/// What the user says of a model. A field that is `None` is left to the provider's list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelOverride {
    /// For people.
    pub name: Option<String>,
    /// In tokens, above zero.
    pub context: Option<u64>,
    /// In tokens, above zero.
    pub max_output: Option<u64>,
    /// Prices are per million tokens.
    pub price_input: Option<MicroDollars>,
    pub price_output: Option<MicroDollars>,
    pub price_cached: Option<MicroDollars>,
    pub vision: Option<bool>,
    pub tools: Option<bool>,
}

impl Store {
    pub async fn model_overrides(&self) -> Result<Vec<(ModelRef, ModelOverride)>, StoreError> {
        let rows = sqlx::query("SELECT * FROM model_override").fetch_all(&self.readers).await?;
        rows.iter().map(|row| Ok((model(row)?, model_override(row)?))).collect()
    }

    /// Keeps what the user says of a model in the place of what they said before. Nothing said is nothing kept.
    pub async fn set_model_override(&self, model: &ModelRef, said: &ModelOverride) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query("DELETE FROM model_override WHERE provider = ? AND model = ?")
            .bind(model.provider.as_str())
            .bind(model.model.as_str())
            .execute(&mut *tx)
            .await?;
        if *said != ModelOverride::default() {
            sqlx::query(
                "INSERT INTO model_override (provider, model, name, context, max_output, price_input, price_output, \
                 price_cached, vision, tools) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(model.provider.as_str())
            .bind(model.model.as_str())
            .bind(said.name.as_deref())
            .bind(integer(said.context))
            .bind(integer(said.max_output))
            .bind(said.price_input.map(|price| price.0))
            .bind(said.price_output.map(|price| price.0))
            .bind(said.price_cached.map(|price| price.0))
            .bind(said.vision)
            .bind(said.tools)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The user's favourites, the oldest first.
    pub async fn favourite_models(&self) -> Result<Vec<ModelRef>, StoreError> {
        let rows = sqlx::query("SELECT provider, model FROM favourite_model ORDER BY at, provider, model")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(model).collect()
    }

    /// Makes a model one of the favourites, or no longer one.
    pub async fn set_favourite(
        &self,
        model: &ModelRef,
        favourite: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let query = if favourite {
            // Behind the others, whatever the clock says.
            sqlx::query(
                "INSERT INTO favourite_model (provider, model, at) \
                 SELECT ?, ?, max(?, coalesce(max(at) + 1, 0)) FROM favourite_model WHERE true \
                 ON CONFLICT DO NOTHING",
            )
            .bind(model.provider.as_str())
            .bind(model.model.as_str())
            .bind(now.0)
        } else {
            sqlx::query("DELETE FROM favourite_model WHERE provider = ? AND model = ?")
                .bind(model.provider.as_str())
                .bind(model.model.as_str())
        };
        query.execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn model(row: &SqliteRow) -> Result<ModelRef, StoreError> {
    rows::model(row)?.ok_or_else(|| StoreError::unreadable("model"))
}

fn model_override(row: &SqliteRow) -> Result<ModelOverride, StoreError> {
    let price = |column: &str| row.try_get::<Option<i64>, _>(column).map(|price| price.map(MicroDollars));
    Ok(ModelOverride {
        name: row.try_get("name")?,
        context: count(row, "context")?,
        max_output: count(row, "max_output")?,
        price_input: price("price_input")?,
        price_output: price("price_output")?,
        price_cached: price("price_cached")?,
        vision: row.try_get("vision")?,
        tools: row.try_get("tools")?,
    })
}
