//! What the beginning of a turn writes, in one go: each statement by itself is handed to SQLite's thread and back, which takes as long
//! as most of them do.

use parlance_domain::{Conversation, ConversationId, Message, Parameters, Part};
use sqlx::error::ErrorKind;
use sqlx::{QueryBuilder, Sqlite, Transaction};
use uuid::Uuid;

use crate::rows::{self, finish, integer, role, status, uuid_bytes};
use crate::turns::conversation_pk;
use crate::{StoreError, blobs, kept_parts, parameters, personas};

/// Statements for a conversation.
pub(crate) struct Begun {
    sql: QueryBuilder<Sqlite>,
    conversation: ConversationId,
}

impl Begun {
    pub(crate) fn of(conversation: ConversationId) -> Self {
        Self { sql: QueryBuilder::new(""), conversation }
    }

    /// The conversation begins with this turn.
    pub(crate) fn makes(&mut self, new: &Conversation) {
        self.sql
            .push("INSERT INTO conversation (id, title, provider, model, created_at, updated_at) VALUES (");
        let mut columns = self.sql.separated(", ");
        columns
            .push_bind(uuid_bytes(&new.id.0).to_vec())
            .push_bind(new.title.clone())
            .push_bind(new.model.as_ref().map(|model| model.provider.clone()))
            .push_bind(new.model.as_ref().map(|model| model.model.clone()))
            .push_bind(new.created_at.0)
            .push_bind(new.updated_at.0);
        self.sql.push("); ");
    }

    /// What was chosen for the new chat is the conversation's that it has become.
    pub(crate) fn takes_new_chat(&mut self) {
        parameters::push_hand_on(&mut self.sql, self.conversation);
        personas::push_hand_on(&mut self.sql, self.conversation);
    }

    /// The parameters of a new conversation.
    pub(crate) fn has(&mut self, parameters: &Parameters) -> Result<(), StoreError> {
        if !parameters.is_empty() {
            let json = rows::to_json("parameters", parameters)?;
            self.sql.push("INSERT INTO conversation_parameters (conversation, parameters) VALUES (");
            push_pk(&mut self.sql, self.conversation);
            self.sql.push(", ").push_bind(json).push("); ");
        }
        Ok(())
    }

    /// All fails where its conversation or its parent is not there.
    pub(crate) fn message(&mut self, message: &Message, owner: Option<&Uuid>) -> Result<(), StoreError> {
        let usage = message.usage.as_ref().map(|usage| rows::to_json("usage", usage)).transpose()?;
        let (text, parts) = kept_parts::columns(&message.parts)?;
        self.sql.push(
            "INSERT INTO message (id, role, status, owner, provider, model, finish, usage, first_token_ms, done_ms, \
             created_at, text, parts, comparison, conversation, parent) VALUES (",
        );
        let mut columns = self.sql.separated(", ");
        columns
            .push_bind(uuid_bytes(&message.id.0).to_vec())
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
        self.sql.push(", ");
        push_pk(&mut self.sql, self.conversation);
        if let Some(parent) = &message.parent {
            // No message is number 0: one whose parent is missing breaks the foreign key.
            self.sql.push(", coalesce((SELECT pk FROM message WHERE id = ");
            self.sql.push_bind(uuid_bytes(&parent.0).to_vec()).push(" AND trashed_at IS NULL), 0)); ");
        } else {
            self.sql.push(", NULL); ");
        }
        for blob in message.parts.iter().flat_map(Part::blobs) {
            blobs::push_refer(&mut self.sql, message.id, blob);
        }
        Ok(())
    }

    /// The answer is what the conversation shows.
    pub(crate) fn shows(&mut self, answer: &Message) {
        let model = answer.model.as_ref();
        self.sql.push("UPDATE conversation SET leaf = (SELECT pk FROM message WHERE id = ");
        self.sql.push_bind(uuid_bytes(&answer.id.0).to_vec()).push("), provider = coalesce(");
        self.sql.push_bind(model.map(|model| model.provider.clone())).push(", provider), model = coalesce(");
        self.sql.push_bind(model.map(|model| model.model.clone())).push(", model), updated_at = ");
        self.sql.push_bind(answer.created_at.0).push(" WHERE id = ");
        self.sql.push_bind(uuid_bytes(&self.conversation.0).to_vec()).push("; ");
    }

    /// The conversation waits for one of several answers to be picked.
    pub(crate) fn compares(&mut self, comparison: Option<&Uuid>) {
        self.sql.push("UPDATE conversation SET comparing = ");
        self.sql.push_bind(comparison.map(|comparison| uuid_bytes(comparison).to_vec())).push(" WHERE id = ");
        self.sql.push_bind(uuid_bytes(&self.conversation.0).to_vec()).push("; ");
    }

    /// What the composer held was sent: the conversation's draft, or that of the new chat.
    pub(crate) fn takes_draft(&mut self, of_new_chat: bool) {
        self.sql.push("DELETE FROM draft WHERE coalesce(conversation, 0) = ");
        if of_new_chat {
            self.sql.push("0");
        } else {
            push_pk(&mut self.sql, self.conversation);
        }
        self.sql.push("; ");
    }

    /// Writes it with what `tx` has written before, all of it or nothing. `messages` are those that were given, in order.
    pub(crate) async fn write(
        mut self,
        messages: &[&Message],
        mut tx: Transaction<'_, Sqlite>,
    ) -> Result<(), StoreError> {
        // sqlx's own commit would be one more way to SQLite's thread and back. What begins anew is empty, holds no lock, and ends with
        // `tx`, for which nobody waits.
        self.sql.push("COMMIT; BEGIN");
        let Err(error) = self.sql.build().execute(&mut *tx).await else { return Ok(()) };
        if is_missing_something(&error) {
            let conversation = conversation_pk(&mut tx, self.conversation).await?;
            for parent in messages.iter().filter_map(|message| message.parent) {
                let there: bool = sqlx::query_scalar(
                    "SELECT EXISTS (SELECT 1 FROM message WHERE id = ? AND conversation = ? AND trashed_at IS NULL)",
                )
                .bind(uuid_bytes(&parent.0))
                .bind(conversation)
                .fetch_one(&mut *tx)
                .await?;
                // The first one: its message was not written, so that those behind it miss theirs as well.
                if !there {
                    return Err(StoreError::no_message(parent));
                }
            }
        }
        Err(error.into())
    }
}

fn is_missing_something(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        matches!(error.kind(), ErrorKind::ForeignKeyViolation | ErrorKind::NotNullViolation)
    })
}

fn push_pk(sql: &mut QueryBuilder<Sqlite>, conversation: ConversationId) {
    sql.push("(SELECT pk FROM conversation WHERE id = ")
        .push_bind(uuid_bytes(&conversation.0).to_vec())
        .push(")");
}
