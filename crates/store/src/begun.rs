//! What the beginning of a turn writes, in one go: each statement by itself is handed to SQLite's thread and back, which takes as long
//! as most of them do.

use parlance_domain::Message;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{QueryBuilder, Row as _};
use uuid::Uuid;

use crate::rows::{self, finish, integer, role, status, uuid_bytes};
use crate::{StoreError, blobs, kept_parts, parameters, personas};

/// Statements for a conversation.
pub(crate) struct Begun {
    sql: QueryBuilder<Sqlite>,
    conversation: i64,
}

impl Begun {
    pub(crate) fn of(conversation: i64) -> Self {
        Self { sql: QueryBuilder::new(""), conversation }
    }

    /// What was chosen for the new chat is the conversation's that it has become.
    pub(crate) fn takes_new_chat(&mut self) {
        parameters::push_hand_on(&mut self.sql, self.conversation);
        personas::push_hand_on(&mut self.sql, self.conversation);
    }

    /// Nothing is written of one whose parent is not there.
    pub(crate) fn message(&mut self, message: &Message, owner: Option<&Uuid>) -> Result<(), StoreError> {
        let usage = message.usage.as_ref().map(|usage| rows::to_json("usage", usage)).transpose()?;
        let (text, parts) = kept_parts::columns(&message.parts)?;
        let parent = message.parent.as_ref().map(|parent| uuid_bytes(&parent.0).to_vec());
        self.sql.push(
            "INSERT INTO message (id, conversation, parent, role, status, owner, provider, model, finish, usage, \
             first_token_ms, done_ms, created_at, text, parts, comparison) SELECT ",
        );
        let mut columns = self.sql.separated(", ");
        columns
            .push_bind(uuid_bytes(&message.id.0).to_vec())
            .push_bind(self.conversation)
            .push("p.pk")
            .push_bind(role::name(message.role))
            .push_bind(status::name(message.status))
            .push_bind(owner.map(|owner| uuid_bytes(owner).to_vec()))
            .push_bind(message.model.as_ref().map(|model| model.provider.clone()))
            .push_bind(message.model.as_ref().map(|model| model.model.clone()))
            .push_bind(message.finish.map(finish::name))
            .push_bind(usage)
            .push_bind(integer(message.timings.first_token_ms))
            .push_bind(integer(message.timings.done_ms))
            .push_bind(message.created_at.0)
            .push_bind(text)
            .push_bind(parts)
            .push_bind(message.comparison.as_ref().map(|comparison| uuid_bytes(comparison).to_vec()));
        self.sql.push(" FROM (SELECT 1) LEFT JOIN message p ON p.id = ").push_bind(parent.clone());
        self.sql.push(" AND p.conversation = ").push_bind(self.conversation);
        self.sql.push(" AND p.trashed_at IS NULL WHERE ").push_bind(parent);
        self.sql.push(" IS NULL OR p.pk IS NOT NULL RETURNING pk; ");
        Ok(())
    }

    /// The answer is what the conversation shows.
    pub(crate) fn shows(&mut self, answer: &Message) {
        let model = answer.model.as_ref();
        self.sql.push("UPDATE conversation SET leaf = (SELECT pk FROM message WHERE id = ");
        self.sql.push_bind(uuid_bytes(&answer.id.0).to_vec()).push("), provider = coalesce(");
        self.sql.push_bind(model.map(|model| model.provider.clone())).push(", provider), model = coalesce(");
        self.sql.push_bind(model.map(|model| model.model.clone())).push(", model), updated_at = ");
        self.sql.push_bind(answer.created_at.0).push(" WHERE pk = ").push_bind(self.conversation).push("; ");
    }

    /// What the composer held was sent: the conversation's draft, or that of the new chat.
    pub(crate) fn takes_draft(&mut self, of_new_chat: bool) {
        let place = if of_new_chat { 0 } else { self.conversation };
        self.sql.push("DELETE FROM draft WHERE coalesce(conversation, 0) = ").push_bind(place).push("; ");
    }

    /// Writes it; `messages` are all that were given, in order.
    pub(crate) async fn write(
        mut self,
        messages: &[&Message],
        tx: &mut SqliteConnection,
    ) -> Result<(), StoreError> {
        let rows = self.sql.build().fetch_all(&mut *tx).await?;
        if let Some(lost) = messages.get(rows.len()) {
            // The first that was not written, since those behind it have it as their parent.
            return Err(lost
                .parent
                .map_or_else(|| StoreError::refused("a message was not written"), StoreError::no_message));
        }
        for (row, message) in rows.iter().zip(messages) {
            blobs::refer(tx, row.try_get("pk")?, &message.parts).await?;
        }
        Ok(())
    }
}
