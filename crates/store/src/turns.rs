//! A turn's life in the history: begun, journaled, sealed; and begun again by Continue.

use parlance_domain::{
    Conversation, ConversationId, FinishReason, Message, MessageId, MessageStatus, ModelRef, Omission,
    Parameters, Part, Route, Timings, Usage,
};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Sqlite, Transaction};

use crate::begun::Begun;
use crate::rows::{self, finish, integer, status, uuid_bytes};
use crate::store::Durability;
use crate::usage::{self, UsageRow};
use crate::{Store, StoreError, blobs, draft_files, kept_parts, messages};

/// Where a turn takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TurnPlace {
    /// The turn's first message makes the conversation. Its `leaf` is not looked at.
    New(Conversation),
    Existing(ConversationId),
}

/// Where the person wrote.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// The window's composer: its draft is cleared, and what was set for the new chat is the new conversation's.
    Composer,
    /// Elsewhere, such as a terminal: what the composer holds stays. A new conversation gets these parameters.
    Elsewhere(Parameters),
}

/// What is written before a provider is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTurn {
    pub place: TurnPlace,
    /// What the person said; `None` for a regeneration.
    pub user: Option<Message>,
    pub origin: Origin,
    /// The answer to come; its status is `Streaming`. Its parent is `user`, or a message that exists.
    pub assistant: Message,
}

/// How a turn ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    pub message: MessageId,
    /// Anything but `Streaming`.
    pub status: MessageStatus,
    /// The whole message; after a Continue also what was there before it.
    pub parts: Vec<Part>,
    pub finish: Option<FinishReason>,
    pub usage: Option<Usage>,
    pub timings: Timings,
    /// What of the parameters was not sent.
    pub omissions: Vec<Omission>,
    /// Who answered in the end; `None` keeps the model that was asked.
    pub model: Option<ModelRef>,
    /// How that came about, where it is worth a word.
    pub route: Option<Route>,
    /// The call to be counted; `None` when no call was made.
    pub call: Option<UsageRow>,
}

impl Store {
    /// Writes the question and the answer's empty row in one transaction and shows them: the answer is the new leaf. Synced to the disk when it returns.
    pub async fn begin_turn(&self, turn: &NewTurn) -> Result<(), StoreError> {
        self.begin(turn, &[], &[]).await
    }

    /// The same for a question with files of the draft: these are the draft's no longer. `others` are as in
    /// [`Store::begin_comparison`], or none.
    ///
    /// # Errors
    /// `NotFound` where the draft does not have one of the files any more; nothing is written then.
    pub async fn begin_turn_with_files(
        &self,
        turn: &NewTurn,
        others: &[Message],
        files: &[i64],
    ) -> Result<(), StoreError> {
        if others.is_empty() {
            return self.begin(turn, &[], files).await;
        }
        self.begin_all(turn, others, files).await
    }

    /// The same for a question that several models answer side by side: `others` are the answers beside `turn`'s, all with its
    /// parent and its comparison. The conversation waits for one of them to be picked, see [`Store::pick`]. All or nothing.
    pub async fn begin_comparison(&self, turn: &NewTurn, others: &[Message]) -> Result<(), StoreError> {
        self.begin_all(turn, others, &[]).await
    }

    async fn begin_all(&self, turn: &NewTurn, others: &[Message], files: &[i64]) -> Result<(), StoreError> {
        let first = &turn.assistant;
        let belongs = |other: &Message| other.parent == first.parent && other.comparison == first.comparison;
        if first.comparison.is_none() || others.is_empty() || !others.iter().all(belongs) {
            return Err(StoreError::refused("a comparison has several answers to one question"));
        }
        self.begin(turn, others, files).await
    }

    async fn begin(&self, turn: &NewTurn, others: &[Message], files: &[i64]) -> Result<(), StoreError> {
        let answer = &turn.assistant;
        let mut answers = others.iter().chain([answer]);
        if answers.any(|answer| answer.status != MessageStatus::Streaming) {
            return Err(StoreError::refused("a turn begins with a streaming message"));
        }
        let messages: Vec<_> = turn.user.iter().chain([answer]).chain(others).collect();
        let (TurnPlace::New(Conversation { id, .. }) | TurnPlace::Existing(id)) = &turn.place;
        if messages.iter().any(|message| message.conversation != *id) {
            return Err(StoreError::refused("a message of another conversation"));
        }
        let mut begun = Begun::of(*id);
        let is_new = matches!(turn.place, TurnPlace::New(_));
        if let TurnPlace::New(new) = &turn.place {
            begun.makes(new);
            match &turn.origin {
                Origin::Composer => begun.takes_new_chat(),
                Origin::Elsewhere(own) => begun.has(own)?,
            }
        }
        for message in &messages {
            let owner = (message.status == MessageStatus::Streaming).then_some(&self.instance.id);
            begun.message(message, owner)?;
        }
        begun.shows(answer);
        if !others.is_empty() {
            begun.compares(answer.comparison.as_ref());
        }
        let sent = turn.user.is_some() && turn.origin == Origin::Composer;
        if sent {
            begun.takes_draft(is_new);
        }
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        if sent && !files.is_empty() {
            let place = if is_new { None } else { Some(conversation_pk(&mut tx, *id).await?) };
            draft_files::take(&mut tx, place, files).await?;
        }
        begun.write(&messages, tx).await
    }

    /// Continues an answer that ended. It streams again and is returned as it now stands: its parts stay and keep their
    /// numbers, except that errors at its end are taken off. [`Store::journal`] goes on behind them.
    pub async fn resume_turn(&self, id: MessageId) -> Result<Message, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let mut message = messages::by_id(id, &mut tx).await?;
        if message.status == MessageStatus::Streaming {
            return Err(StoreError::refused("a turn writes this message already"));
        }
        while let Some(Part::Error { .. }) = message.parts.last() {
            message.parts.pop();
        }
        message.status = MessageStatus::Streaming;
        message.finish = None;
        sqlx::query(
            "UPDATE message SET status = 'streaming', owner = ?, parts = ?, finish = NULL WHERE id = ?",
        )
        .bind(uuid_bytes(&self.instance.id))
        .bind(rows::to_json("parts", &message.parts)?)
        .bind(uuid_bytes(&id.0))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(message)
    }

    /// Ends a turn that this store began: the message gets its parts and can be searched, its journal is dropped, the call is
    /// counted, the conversation moves up the list, all in one transaction. Synced to the disk when it returns.
    pub async fn seal(&self, seal: &Seal) -> Result<(), StoreError> {
        if seal.status == MessageStatus::Streaming {
            return Err(StoreError::refused("a seal ends a message"));
        }
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let pk: i64 = sqlx::query_scalar("SELECT pk FROM message WHERE id = ? AND owner = ?")
            .bind(uuid_bytes(&seal.message.0))
            .bind(uuid_bytes(&self.instance.id))
            .fetch_optional(&mut *tx)
            .await?
            .ok_or_else(|| StoreError::not_streaming(seal.message))?;
        end(&mut tx, pk, seal.status, &seal.parts).await?;
        let usage = seal.usage.as_ref().map(|usage| rows::to_json("usage", usage)).transpose()?;
        let omissions =
            (!seal.omissions.is_empty()).then(|| rows::to_json("omissions", &seal.omissions)).transpose()?;
        sqlx::query(
            "UPDATE message SET finish = ?1, usage = ?2, first_token_ms = ?3, done_ms = ?4, omissions = ?5 WHERE pk = ?6",
        )
        .bind(seal.finish.map(finish::name))
        .bind(usage)
        .bind(integer(seal.timings.first_token_ms))
        .bind(integer(seal.timings.done_ms))
        .bind(omissions)
        .bind(pk)
        .execute(&mut *tx)
        .await?;
        answered_by(&mut tx, pk, seal.model.as_ref(), seal.route.as_ref()).await?;
        if let Some(call) = &seal.call {
            usage::record(&mut tx, Some(pk), call).await?;
        }
        tx.commit().await?;
        if let Some(call) = &seal.call
            && let Err(error) = self.count_beside(call).await
        {
            // The answer is sealed and must not be sealed again.
            tracing::warn!(kind = ?error.kind, "a call was not counted");
        }
        Ok(())
    }
}

/// Writes a streaming message's last parts and drops its journal.
pub(crate) async fn end(
    tx: &mut Transaction<'_, Sqlite>,
    message: i64,
    ended: MessageStatus,
    parts: &[Part],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM journal WHERE message = ?").bind(message).execute(&mut **tx).await?;
    let (text, kept) = kept_parts::columns(parts)?;
    sqlx::query("UPDATE message SET status = ?, owner = NULL, parts = ?, text = ? WHERE pk = ?")
        .bind(status::name(ended))
        .bind(kept)
        .bind(text)
        .bind(message)
        .execute(&mut **tx)
        .await?;
    blobs::refer(tx, message, parts).await
}

/// Notes who was asked in the end. What is `None` stays as it is.
pub(crate) async fn answered_by(
    tx: &mut SqliteConnection,
    message: i64,
    model: Option<&ModelRef>,
    route: Option<&Route>,
) -> Result<(), StoreError> {
    let route = route.map(|route| rows::to_json("route", route)).transpose()?;
    sqlx::query(
        "UPDATE message SET provider = coalesce(?1, provider), model = coalesce(?2, model), \
         route = coalesce(?3, route) WHERE pk = ?4",
    )
    .bind(model.map(|model| model.provider.as_str()))
    .bind(model.map(|model| model.model.as_str()))
    .bind(route)
    .bind(message)
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn conversation_pk(
    tx: &mut SqliteConnection,
    id: ConversationId,
) -> Result<i64, StoreError> {
    sqlx::query_scalar("SELECT pk FROM conversation WHERE id = ?")
        .bind(uuid_bytes(&id.0))
        .fetch_optional(tx)
        .await?
        .ok_or_else(|| StoreError::no_conversation(id))
}
