use parlance_domain::{ConversationId, ModelRef, ParameterName, Parameters, Refusal};
use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row};

use crate::rows::{self, parameter_name, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

/// What a history knows of models, whatever is said in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelLore {
    /// What is set for them everywhere.
    pub parameters: Vec<(ModelRef, Parameters)>,
    pub refusals: Vec<(ModelRef, Refusal)>,
}

impl Store {
    /// Of all models, for another history to begin with.
    pub async fn model_lore(&self) -> Result<ModelLore, StoreError> {
        let mut tx = self.readers.begin().await?;
        let set = sqlx::query("SELECT * FROM model_parameters").fetch_all(&mut *tx).await?;
        let refused = sqlx::query("SELECT * FROM refused_parameter").fetch_all(&mut *tx).await?;
        let model = |row: &SqliteRow| -> Result<ModelRef, StoreError> {
            rows::model(row)?.ok_or_else(|| StoreError::unreadable("model"))
        };
        let set = set.iter().map(|row| Ok((model(row)?, parameters(Some(row.try_get("parameters")?))?)));
        let refused = refused.iter().map(|row| Ok((model(row)?, refusal(row)?)));
        Ok(ModelLore {
            parameters: set.collect::<Result<_, StoreError>>()?,
            refusals: refused.collect::<Result<_, StoreError>>()?,
        })
    }

    /// What is set for a conversation, or (`None`) for the new chat.
    pub async fn conversation_parameters(
        &self,
        conversation: Option<ConversationId>,
    ) -> Result<Parameters, StoreError> {
        let query = match &conversation {
            Some(id) => sqlx::query_scalar(
                "SELECT p.parameters FROM conversation_parameters p JOIN conversation c ON c.pk = p.conversation \
                 WHERE c.id = ?",
            )
            .bind(uuid_bytes(&id.0)),
            None => {
                sqlx::query_scalar("SELECT parameters FROM conversation_parameters WHERE conversation IS NULL")
            }
        };
        let json: Option<String> = query.fetch_optional(&self.readers).await?;
        parameters(json.as_deref())
    }

    /// Replaces what is set for a conversation, or (`None`) for the new chat, which hands it on to the conversation that it
    /// becomes.
    pub async fn set_conversation_parameters(
        &self,
        conversation: Option<ConversationId>,
        parameters: &Parameters,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let place = match conversation {
            Some(id) => Some(
                sqlx::query_scalar::<_, i64>("SELECT pk FROM conversation WHERE id = ?")
                    .bind(uuid_bytes(&id.0))
                    .fetch_optional(&mut *tx)
                    .await?
                    .ok_or_else(|| StoreError::no_conversation(id))?,
            ),
            None => None,
        };
        put(&mut tx, place, parameters).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What is set for a model everywhere.
    pub async fn model_parameters(&self, model: &ModelRef) -> Result<Parameters, StoreError> {
        let json: Option<String> =
            sqlx::query_scalar("SELECT parameters FROM model_parameters WHERE provider = ? AND model = ?")
                .bind(model.provider.as_str())
                .bind(model.model.as_str())
                .fetch_optional(&self.readers)
                .await?;
        parameters(json.as_deref())
    }

    /// Replaces what is set for a model everywhere.
    pub async fn set_model_parameters(
        &self,
        model: &ModelRef,
        parameters: &Parameters,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        if parameters.is_empty() {
            sqlx::query("DELETE FROM model_parameters WHERE provider = ? AND model = ?")
                .bind(model.provider.as_str())
                .bind(model.model.as_str())
                .execute(&mut *tx)
                .await?;
        } else {
            sqlx::query(
                "INSERT INTO model_parameters (provider, model, parameters) VALUES (?, ?, ?) \
                 ON CONFLICT (provider, model) DO UPDATE SET parameters = excluded.parameters",
            )
            .bind(model.provider.as_str())
            .bind(model.model.as_str())
            .bind(rows::to_json("parameters", parameters)?)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What a model was found to refuse.
    pub async fn refusals(&self, model: &ModelRef) -> Result<Vec<Refusal>, StoreError> {
        let rows = sqlx::query(
            "SELECT parameter, value FROM refused_parameter WHERE provider = ? AND model = ? ORDER BY parameter, value",
        )
        .bind(model.provider.as_str())
        .bind(model.model.as_str())
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(refusal).collect()
    }

    /// Remembers a refusal. Learning it again after a power cut costs one call.
    pub async fn add_refusal(&self, model: &ModelRef, refusal: &Refusal) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        sqlx::query(
            "INSERT INTO refused_parameter (provider, model, parameter, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(model.provider.as_str())
        .bind(model.model.as_str())
        .bind(parameter_name::name(refusal.parameter))
        .bind(refusal.value.as_deref().unwrap_or_default())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets whatever a model refused of a parameter.
    pub async fn forget_refusals(
        &self,
        model: &ModelRef,
        parameter: ParameterName,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query("DELETE FROM refused_parameter WHERE provider = ? AND model = ? AND parameter = ?")
            .bind(model.provider.as_str())
            .bind(model.model.as_str())
            .bind(parameter_name::name(parameter))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Another server may take what the one before refused.
pub(crate) async fn forget_refusals_of(
    connection: &mut SqliteConnection,
    provider: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM refused_parameter WHERE provider = ?")
        .bind(provider)
        .execute(connection)
        .await?;
    Ok(())
}

/// What was set for the models of a provider that is gone, said of them and liked would hold for another one of its id.
pub(crate) async fn forget_provider(
    connection: &mut SqliteConnection,
    provider: &str,
) -> Result<(), StoreError> {
    for forget in [
        "DELETE FROM model_parameters WHERE provider = ?",
        "DELETE FROM model_override WHERE provider = ?",
        "DELETE FROM favourite_model WHERE provider = ?",
    ] {
        sqlx::query(forget).bind(provider).execute(&mut *connection).await?;
    }
    forget_refusals_of(connection, provider).await
}

/// `None` is the new chat. Nothing set is no row.
pub(crate) async fn put(
    connection: &mut SqliteConnection,
    conversation: Option<i64>,
    parameters: &Parameters,
) -> Result<(), StoreError> {
    if parameters.is_empty() {
        sqlx::query("DELETE FROM conversation_parameters WHERE coalesce(conversation, 0) = coalesce(?, 0)")
            .bind(conversation)
            .execute(connection)
            .await?;
    } else {
        sqlx::query(
            "INSERT INTO conversation_parameters (conversation, parameters) VALUES (?, ?) \
             ON CONFLICT (coalesce(conversation, 0)) DO UPDATE SET parameters = excluded.parameters",
        )
        .bind(conversation)
        .bind(rows::to_json("parameters", parameters)?)
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// What was set for the new chat is the conversation's that it has become.
pub(crate) fn push_hand_on(sql: &mut QueryBuilder<Sqlite>, conversation: ConversationId) {
    sql.push("UPDATE conversation_parameters SET conversation = (SELECT pk FROM conversation WHERE id = ");
    sql.push_bind(uuid_bytes(&conversation.0).to_vec()).push(") WHERE conversation IS NULL; ");
}

fn parameters(json: Option<&str>) -> Result<Parameters, StoreError> {
    json.map_or_else(|| Ok(Parameters::default()), |json| rows::from_json("parameters", json))
}

fn refusal(row: &SqliteRow) -> Result<Refusal, StoreError> {
    let value: String = row.try_get("value")?;
    Ok(Refusal {
        parameter: parameter_name::parse(row.try_get("parameter")?)?,
        value: Some(value).filter(|value| !value.is_empty()),
    })
}
