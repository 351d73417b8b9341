use parlance_domain::{ConversationId, ModelRef, Parameters, Persona, PersonaId, Timestamp};
use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row};

use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError, parameters};

/// The preference that holds the new chat's persona: its id, or null.
const NEW_CHAT: &str = "new_chat_persona";

/// What a conversation, or the new chat, is begun or goes on with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonaPlace {
    pub persona: Option<PersonaId>,
    pub parameters: Parameters,
    /// Of a conversation; the new chat has none of its own. `None` leaves it as it is.
    pub model: Option<ModelRef>,
}

impl Store {
    /// Every persona, the oldest first.
    pub async fn personas(&self) -> Result<Vec<Persona>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, name, icon, description, provider, model, parameters, starters FROM persona ORDER BY pk",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(persona).collect()
    }

    /// Adds a persona, replaces the one of its id, or brings back one that was removed. Conversations keep what they copied.
    pub async fn put_persona(&self, persona: &Persona) -> Result<(), StoreError> {
        self.put_prompts(&[], std::slice::from_ref(persona)).await
    }

    /// Brings back a persona, and with it the conversations that had it, unless they have another one by now.
    pub async fn restore_persona(
        &self,
        persona: &Persona,
        conversations: &[ConversationId],
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        put(&mut tx, persona).await?;
        for conversation in conversations {
            sqlx::query(
                "UPDATE conversation SET persona = (SELECT pk FROM persona WHERE id = ?) WHERE id = ? AND persona IS NULL",
            )
            .bind(uuid_bytes(&persona.id.0))
            .bind(uuid_bytes(&conversation.0))
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Gives the conversations that had it, for [`Store::restore_persona`]. They go on as they were, without its name.
    pub async fn remove_persona(&self, id: PersonaId) -> Result<Vec<ConversationId>, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let had = sqlx::query(
            "SELECT c.id FROM conversation c JOIN persona p ON p.pk = c.persona WHERE p.id = ? ORDER BY c.pk",
        )
        .bind(uuid_bytes(&id.0))
        .fetch_all(&mut *tx)
        .await?;
        let had = had.iter().map(|row| Ok(ConversationId(rows::uuid(row, "id")?)));
        let had = had.collect::<Result<Vec<_>, StoreError>>()?;
        let done =
            sqlx::query("DELETE FROM persona WHERE id = ?").bind(uuid_bytes(&id.0)).execute(&mut *tx).await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::no_persona(id));
        }
        tx.commit().await?;
        Ok(had)
    }

    /// The persona of a conversation, or (`None`) of the new chat.
    pub async fn persona_of(
        &self,
        conversation: Option<ConversationId>,
    ) -> Result<Option<Persona>, StoreError> {
        let id = match conversation {
            Some(id) => {
                let row = sqlx::query(
                    "SELECT p.id FROM conversation c LEFT JOIN persona p ON p.pk = c.persona WHERE c.id = ?",
                )
                .bind(uuid_bytes(&id.0))
                .fetch_optional(&self.readers)
                .await?
                .ok_or_else(|| StoreError::no_conversation(id))?;
                rows::optional_uuid(&row, "id")?.map(PersonaId)
            }
            None => self.preference(NEW_CHAT).await?.flatten(),
        };
        let Some(id) = id else { return Ok(None) };
        let row = sqlx::query(
            "SELECT id, name, icon, description, provider, model, parameters, starters FROM persona WHERE id = ?",
        )
        .bind(uuid_bytes(&id.0))
        .fetch_optional(&self.readers)
        .await?;
        row.as_ref().map(persona).transpose()
    }

    /// Sets what a conversation, or (`None`) the new chat, goes on with.
    pub async fn set_persona(
        &self,
        conversation: Option<ConversationId>,
        place: &PersonaPlace,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let pk = match conversation {
            Some(id) => Some(set(&mut tx, id, place).await?),
            None => {
                remember(&mut tx, place.persona).await?;
                None
            }
        };
        parameters::put(&mut tx, pk, &place.parameters).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn set(
    connection: &mut SqliteConnection,
    id: ConversationId,
    place: &PersonaPlace,
) -> Result<i64, StoreError> {
    let persona: Option<i64> = match place.persona {
        Some(persona) => Some(
            sqlx::query_scalar("SELECT pk FROM persona WHERE id = ?")
                .bind(uuid_bytes(&persona.0))
                .fetch_optional(&mut *connection)
                .await?
                .ok_or_else(|| StoreError::no_persona(persona))?,
        ),
        None => None,
    };
    sqlx::query_scalar(
        "UPDATE conversation SET persona = ?, provider = coalesce(?, provider), model = coalesce(?, model) \
         WHERE id = ? RETURNING pk",
    )
    .bind(persona)
    .bind(place.model.as_ref().map(|model| model.provider.as_str()))
    .bind(place.model.as_ref().map(|model| model.model.as_str()))
    .bind(uuid_bytes(&id.0))
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| StoreError::no_conversation(id))
}

async fn remember(connection: &mut SqliteConnection, persona: Option<PersonaId>) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO preference (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(NEW_CHAT)
    .bind(rows::to_json("preference", &persona)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// The new chat's persona is that of the conversation that it has become.
pub(crate) fn push_hand_on(sql: &mut QueryBuilder<Sqlite>, conversation: ConversationId) {
    sql.push("UPDATE conversation SET persona = p.pk FROM preference f CROSS JOIN persona p WHERE f.name = ");
    sql.push_bind(NEW_CHAT)
        .push(" AND p.id = unhex(replace(f.value ->> '$', '-', '')) AND conversation.id = ");
    sql.push_bind(uuid_bytes(&conversation.0).to_vec());
    sql.push("; DELETE FROM preference WHERE name = ").push_bind(NEW_CHAT).push("; ");
}

pub(crate) async fn put(connection: &mut SqliteConnection, persona: &Persona) -> Result<(), StoreError> {
    let now = Timestamp::now();
    sqlx::query(
        "INSERT INTO persona (id, name, icon, description, provider, model, parameters, starters, created_at, updated_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
         icon = excluded.icon, description = excluded.description, provider = excluded.provider, model = excluded.model, \
         parameters = excluded.parameters, starters = excluded.starters, updated_at = excluded.updated_at",
    )
    .bind(uuid_bytes(&persona.id.0))
    .bind(persona.name.as_str())
    .bind(persona.icon.as_str())
    .bind(persona.description.as_str())
    .bind(persona.model.as_ref().map(|model| model.provider.as_str()))
    .bind(persona.model.as_ref().map(|model| model.model.as_str()))
    .bind(rows::to_json("parameters", &persona.parameters)?)
    .bind(rows::to_json("starters", &persona.starters)?)
    .bind(now.0)
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}

fn persona(row: &SqliteRow) -> Result<Persona, StoreError> {
    Ok(Persona {
        id: PersonaId(rows::uuid(row, "id")?),
        name: row.try_get("name")?,
        icon: row.try_get("icon")?,
        description: row.try_get("description")?,
        model: rows::model(row)?,
        parameters: rows::from_json("parameters", row.try_get("parameters")?)?,
        starters: rows::from_json("starters", row.try_get("starters")?)?,
    })
}
