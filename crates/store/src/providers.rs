use std::collections::BTreeMap;

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::keys::named_key;
use crate::rows;
use crate::store::Durability;
use crate::{NamedKey, Store, StoreError, parameters};

/// A provider that a person added. It holds no secret: the key and the values of the headers are kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomProvider {
    pub id: String,
    pub name: String,
    pub base_url: String,
    /// The name of its wire format, such as `openai-chat`.
    pub wire: String,
    pub header_names: Vec<String>,
    /// Where the key goes, such as `header:api-key`; `None` is its wire format's own place.
    pub auth: Option<String>,
    /// Parameters of the query of every call.
    pub query: BTreeMap<String, String>,
    /// Empty where the server is asked for them.
    pub models: Vec<String>,
}

/// What the user changed in the provider directory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Providers {
    /// By name.
    pub custom: Vec<CustomProvider>,
    /// By the id of a provider of the directory.
    pub base_urls: BTreeMap<String, String>,
    /// By the id of a provider of the directory.
    pub named_models: BTreeMap<String, Vec<String>>,
    /// By provider and id.
    pub keys: Vec<NamedKey>,
}

impl Store {
    pub async fn providers(&self) -> Result<Providers, StoreError> {
        let mut tx = self.readers.begin().await?;
        let custom =
            sqlx::query("SELECT * FROM custom_provider ORDER BY name, id").fetch_all(&mut *tx).await?;
        let base_urls: Vec<(String, String)> =
            sqlx::query_as("SELECT provider, url FROM base_url").fetch_all(&mut *tx).await?;
        let named_models: Vec<(String, String)> =
            sqlx::query_as("SELECT provider, models FROM named_models").fetch_all(&mut *tx).await?;
        let keys = sqlx::query("SELECT * FROM api_key ORDER BY provider, id").fetch_all(&mut *tx).await?;
        let named_models = named_models
            .into_iter()
            .map(|(provider, models)| Ok::<_, StoreError>((provider, rows::from_json("models", &models)?)));
        Ok(Providers {
            custom: custom.iter().map(custom_provider).collect::<Result<_, _>>()?,
            base_urls: base_urls.into_iter().collect(),
            named_models: named_models.collect::<Result<_, _>>()?,
            keys: keys.iter().map(named_key).collect::<Result<_, _>>()?,
        })
    }

    /// Adds a provider, or replaces the one with its id.
    pub async fn save_provider(&self, provider: &CustomProvider) -> Result<(), StoreError> {
        let header_names = rows::to_json("header_names", &provider.header_names)?;
        let query = rows::to_json("query", &provider.query)?;
        let models = rows::to_json("models", &provider.models)?;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query(
            "INSERT INTO custom_provider (id, name, base_url, wire, header_names, auth, query, models) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, base_url = excluded.base_url, \
             wire = excluded.wire, header_names = excluded.header_names, auth = excluded.auth, \
             query = excluded.query, models = excluded.models",
        )
        .bind(provider.id.as_str())
        .bind(provider.name.as_str())
        .bind(provider.base_url.as_str())
        .bind(provider.wire.as_str())
        .bind(header_names)
        .bind(provider.auth.as_deref())
        .bind(query)
        .bind(models)
        .execute(&mut *tx)
        .await?;
        parameters::forget_refusals_of(&mut tx, &provider.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes a provider that a person added. The messages it wrote keep its name.
    pub async fn remove_provider(&self, id: &str) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query("DELETE FROM custom_provider WHERE id = ?").bind(id).execute(&mut *tx).await?;
        parameters::forget_provider(&mut tx, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Where a provider of the directory is reached; `None` goes back to its default.
    pub async fn set_base_url(&self, provider: &str, url: Option<&str>) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        match url {
            Some(url) => {
                sqlx::query(
                    "INSERT INTO base_url (provider, url) VALUES (?, ?) \
                     ON CONFLICT (provider) DO UPDATE SET url = excluded.url",
                )
                .bind(provider)
                .bind(url)
                .execute(&mut *tx)
                .await?;
            }
            None => {
                sqlx::query("DELETE FROM base_url WHERE provider = ?")
                    .bind(provider)
                    .execute(&mut *tx)
                    .await?;
            }
        }
        parameters::forget_refusals_of(&mut tx, provider).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The models of a provider of the directory that does not list them; none goes back to the directory's.
    pub async fn set_named_models(&self, provider: &str, models: &[String]) -> Result<(), StoreError> {
        let json = rows::to_json("models", &models)?;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        if models.is_empty() {
            sqlx::query("DELETE FROM named_models WHERE provider = ?")
                .bind(provider)
                .execute(&mut *tx)
                .await?;
        } else {
            sqlx::query(
                "INSERT INTO named_models (provider, models) VALUES (?, ?) \
                 ON CONFLICT (provider) DO UPDATE SET models = excluded.models",
            )
            .bind(provider)
            .bind(json)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

fn custom_provider(row: &SqliteRow) -> Result<CustomProvider, StoreError> {
    Ok(CustomProvider {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        base_url: row.try_get("base_url")?,
        wire: row.try_get("wire")?,
        header_names: rows::from_json("header_names", row.try_get("header_names")?)?,
        auth: row.try_get("auth")?,
        query: rows::from_json("query", row.try_get("query")?)?,
        models: rows::from_json("models", row.try_get("models")?)?,
    })
}
