//! The names of keys, and what became of them. The keys themselves are elsewhere.

use parlance_domain::Timestamp;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult, SqliteRow};

use crate::store::Durability;
use crate::{Store, StoreError};

/// A use is noted again after this, not earlier: the list says minutes.
const USED_AGAIN_MS: i64 = 60_000;

/// What is known of a key. It holds nothing of the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedKey {
    pub provider: String,
    /// Within the provider.
    pub id: String,
    /// Empty where nobody gave one.
    pub name: String,
    /// When its present secret was entered.
    pub created_at: Timestamp,
    pub last_used: Option<Timestamp>,
    /// Since the last call that went well.
    pub last_error: Option<KeyError>,
    /// The one that was chosen; at most one a provider.
    pub active: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError {
    /// The word of an error code.
    pub code: String,
    pub at: Timestamp,
}

/// What a call says of the key that it was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUse<'a> {
    pub provider: &'a str,
    pub id: &'a str,
    /// When the key was looked up.
    pub began: Timestamp,
    pub ended: Timestamp,
    /// The word of an error code, where the provider turned the key away.
    pub error: Option<&'a str>,
}

impl Store {
    /// Adds a key. Nothing is known of it yet, whatever was of one with its id.
    pub async fn add_key(
        &self,
        provider: &str,
        id: &str,
        name: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_keys(async |tx| {
            sqlx::query(
                "INSERT INTO api_key (provider, id, name, created_at) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (provider, id) DO UPDATE SET name = excluded.name, created_at = excluded.created_at, \
                 last_used_at = NULL, last_error = NULL, last_error_at = NULL",
            )
            .bind(provider)
            .bind(id)
            .bind(name)
            .bind(at.0)
            .execute(tx)
            .await
        })
        .await
    }

    /// Another secret has the place of the one before; the name stays.
    pub async fn replace_key(&self, provider: &str, id: &str, at: Timestamp) -> Result<(), StoreError> {
        self.change_keys(async |tx| {
            sqlx::query(
                "INSERT INTO api_key (provider, id, name, created_at) VALUES (?, ?, '', ?) \
                 ON CONFLICT (provider, id) DO UPDATE SET created_at = excluded.created_at, \
                 last_used_at = NULL, last_error = NULL, last_error_at = NULL",
            )
            .bind(provider)
            .bind(id)
            .bind(at.0)
            .execute(tx)
            .await
        })
        .await
    }

    pub async fn rename_key(&self, provider: &str, id: &str, name: &str) -> Result<(), StoreError> {
        self.change_keys(async |tx| {
            sqlx::query(
                "INSERT INTO api_key (provider, id, name, created_at) VALUES (?, ?, ?, 0) \
                 ON CONFLICT (provider, id) DO UPDATE SET name = excluded.name",
            )
            .bind(provider)
            .bind(id)
            .bind(name)
            .execute(tx)
            .await
        })
        .await
    }

    /// Chooses the key of a provider; `None` takes a choice back.
    pub async fn use_key(&self, provider: &str, id: Option<&str>) -> Result<(), StoreError> {
        self.change_keys(async |tx| choose(tx, provider, id).await).await
    }

    /// Forgets a key; with `next`, the choice goes to that one.
    pub async fn remove_key(&self, provider: &str, id: &str, next: Option<&str>) -> Result<(), StoreError> {
        self.change_keys(async |tx| {
            let removed = sqlx::query("DELETE FROM api_key WHERE provider = ? AND id = ?")
                .bind(provider)
                .bind(id)
                .execute(&mut *tx)
                .await?;
            match next {
                Some(next) => choose(tx, provider, Some(next)).await,
                None => Ok(removed),
            }
        })
        .await
    }

    /// Forgets every key of a provider.
    pub async fn remove_keys(&self, provider: &str) -> Result<(), StoreError> {
        self.change_keys(async |tx| {
            sqlx::query("DELETE FROM api_key WHERE provider = ?").bind(provider).execute(tx).await
        })
        .await
    }

    /// Keeps what a call says of its key. True when that was news; the same again within a minute is none.
    ///
    /// A key that was replaced since says nothing of the new one. With `may_be_new` a key without a row gets one.
    pub async fn note_key_use(&self, used: KeyUse<'_>, may_be_new: bool) -> Result<bool, StoreError> {
        let known = sqlx::query("SELECT * FROM api_key WHERE provider = ? AND id = ?")
            .bind(used.provider)
            .bind(used.id)
            .fetch_optional(&self.readers)
            .await?;
        let known = known.as_ref().map(named_key).transpose()?;
        let is_news = match &known {
            None => may_be_new,
            Some(key) if key.created_at > used.began => false,
            Some(key) => {
                let error = key.last_error.as_ref().map(|error| error.code.as_str());
                let recent = |at: Timestamp| used.ended.0.saturating_sub(at.0) < USED_AGAIN_MS;
                error != used.error || !key.last_used.is_some_and(recent)
            }
        };
        if !is_news {
            return Ok(false);
        }
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let noted = sqlx::query(
            "INSERT INTO api_key (provider, id, name, created_at, last_used_at, last_error, last_error_at) \
             SELECT ?1, ?2, '', 0, ?4, ?5, iif(?5 IS NULL, NULL, ?4) \
             WHERE ?6 OR EXISTS (SELECT 1 FROM api_key WHERE provider = ?1 AND id = ?2) \
             ON CONFLICT (provider, id) DO UPDATE SET last_used_at = excluded.last_used_at, \
             last_error = excluded.last_error, last_error_at = excluded.last_error_at WHERE created_at <= ?3",
        )
        .bind(used.provider)
        .bind(used.id)
        .bind(used.began.0)
        .bind(used.ended.0)
        .bind(used.error)
        .bind(may_be_new)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(noted.rows_affected() > 0)
    }

    async fn change_keys(
        &self,
        change: impl AsyncFnOnce(&mut SqliteConnection) -> Result<SqliteQueryResult, sqlx::Error>,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        change(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn choose(
    tx: &mut SqliteConnection,
    provider: &str,
    id: Option<&str>,
) -> Result<SqliteQueryResult, sqlx::Error> {
    // First, since two at once are refused.
    let before = sqlx::query("UPDATE api_key SET active = 0 WHERE provider = ? AND active = 1")
        .bind(provider)
        .execute(&mut *tx)
        .await?;
    let Some(id) = id else { return Ok(before) };
    sqlx::query(
        "INSERT INTO api_key (provider, id, name, created_at, active) VALUES (?, ?, '', 0, 1) \
         ON CONFLICT (provider, id) DO UPDATE SET active = 1",
    )
    .bind(provider)
    .bind(id)
    .execute(tx)
    .await
}

pub(crate) fn named_key(row: &SqliteRow) -> Result<NamedKey, StoreError> {
    let code: Option<String> = row.try_get("last_error")?;
    let at: Option<i64> = row.try_get("last_error_at")?;
    Ok(NamedKey {
        provider: row.try_get("provider")?,
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        created_at: Timestamp(row.try_get("created_at")?),
        last_used: row.try_get::<Option<i64>, _>("last_used_at")?.map(Timestamp),
        last_error: code.zip(at).map(|(code, at)| KeyError { code, at: Timestamp(at) }),
        active: row.try_get("active")?,
    })
}
