//! What lies beside conversations, taken over from another history. As with conversations, nothing that is here is changed.

use parlance_domain::{ArchivedUsage, MessageId, Organisation};

use crate::rows::{self, integer, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

impl Store {
    /// Adds the folders, tags, personas and templates that are not here, by id or, for folders and tags, by name. What was
    /// deleted for good here stays so. Comes before the conversations, which name them.
    pub async fn merge_organisation(&self, other: &Organisation) -> Result<(), StoreError> {
        const UNKNOWN: &str =
            "NOT EXISTS (SELECT 1 FROM sync_tombstone d WHERE d.id = ?1) ON CONFLICT (id) DO NOTHING";
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        for folder in other.folders.iter().filter(|folder| !folder.name.is_empty()) {
            let insert = format!(
                "INSERT INTO folder (id, name, position, created_at) SELECT ?1, ?2, ?3, ?4 \
                 WHERE NOT EXISTS (SELECT 1 FROM folder WHERE name = ?2) AND {UNKNOWN}"
            );
            sqlx::query(sqlx::AssertSqlSafe(insert))
                .bind(uuid_bytes(&folder.id))
                .bind(folder.name.as_str())
                .bind(folder.position)
                .bind(folder.created_at.0)
                .execute(&mut *tx)
                .await?;
        }
        for tag in other.tags.iter().filter(|tag| !tag.name.is_empty()) {
            let Some(id) = &tag.id else { continue };
            let insert = format!(
                "INSERT INTO tag (id, name, created_at) SELECT ?1, ?2, CAST(unixepoch('subsec') * 1000 AS INTEGER) \
                 WHERE NOT EXISTS (SELECT 1 FROM tag WHERE name = ?2) AND {UNKNOWN}"
            );
            sqlx::query(sqlx::AssertSqlSafe(insert))
                .bind(uuid_bytes(id))
                .bind(tag.name.as_str())
                .execute(&mut *tx)
                .await?;
        }
        for persona in other.personas.iter().filter(|persona| !persona.name.is_empty()) {
            let insert = format!(
                "INSERT INTO persona (id, name, icon, description, provider, model, parameters, starters, created_at, \
                 updated_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE {UNKNOWN}"
            );
            sqlx::query(sqlx::AssertSqlSafe(insert))
                .bind(uuid_bytes(&persona.id))
                .bind(persona.name.as_str())
                .bind(persona.icon.as_str())
                .bind(persona.description.as_str())
                .bind(persona.model.as_ref().map(|model| model.provider.as_str()))
                .bind(persona.model.as_ref().map(|model| model.model.as_str()))
                .bind(rows::to_json("parameters", &persona.parameters)?)
                .bind(rows::to_json("starters", &persona.starters)?)
                .bind(persona.created_at.0)
                .bind(persona.updated_at.0)
                .execute(&mut *tx)
                .await?;
        }
        for template in other.templates.iter().filter(|it| !it.name.is_empty() && !it.body.is_empty()) {
            let insert = format!(
                "INSERT INTO template (id, name, description, body, created_at, updated_at) \
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE {UNKNOWN}"
            );
            sqlx::query(sqlx::AssertSqlSafe(insert))
                .bind(uuid_bytes(&template.id))
                .bind(template.name.as_str())
                .bind(template.description.as_str())
                .bind(template.body.as_str())
                .bind(template.created_at.0)
                .bind(template.updated_at.0)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// How many of these messages are here.
    pub async fn known_messages(&self, ids: &[MessageId]) -> Result<u64, StoreError> {
        let mut tx = self.readers.begin().await?;
        let mut known = 0;
        for id in ids {
            let here: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM message WHERE id = ?)")
                .bind(uuid_bytes(&id.0))
                .fetch_one(&mut *tx)
                .await?;
            known += u64::from(here);
        }
        Ok(known)
    }

    /// Counts the calls that were not counted here. One is known by its message (or by none), model and moment. Comes behind
    /// the conversations.
    pub async fn merge_usage(&self, calls: &[ArchivedUsage]) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        for call in calls {
            sqlx::query(
                "WITH m AS (SELECT (SELECT pk FROM message WHERE id = ?1) AS pk) \
                 INSERT INTO usage (message, provider, model, input_tokens, output_tokens, cached_tokens, \
                 reasoning_tokens, cost_micro_dollars, cost_reported, first_token_ms, done_ms, at) \
                 SELECT m.pk, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 FROM m WHERE NOT EXISTS (SELECT 1 FROM usage u \
                 WHERE u.at = ?12 AND u.provider = ?2 AND u.model = ?3 AND u.message IS m.pk)",
            )
            .bind(call.message.as_ref().map(|id| uuid_bytes(&id.0)))
            .bind(call.provider.as_str())
            .bind(call.model.as_str())
            .bind(integer(call.usage.input_tokens))
            .bind(integer(call.usage.output_tokens))
            .bind(integer(call.usage.cached_tokens))
            .bind(integer(call.usage.reasoning_tokens))
            .bind(call.usage.cost.map(|cost| cost.0))
            .bind(call.cost_reported)
            .bind(integer(call.timings.first_token_ms))
            .bind(integer(call.timings.done_ms))
            .bind(call.at.0)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
