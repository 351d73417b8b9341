//! Conversations, and what lies beside them, in the shape in which they leave a history.

use parlance_domain::{
    ArchivedConversation, ArchivedFolder, ArchivedMessage, ArchivedName, ArchivedPersona, ArchivedTemplate,
    ArchivedUsage, BlobId, ConversationId, MessageId, MessageStatus, MicroDollars, Organisation, Parameters,
    Timestamp, Timings, Usage,
};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::messages::whole;
use crate::rows::{self, uuid_bytes};
use crate::{Store, StoreError, orphans};

/// A file that messages name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedBlob {
    pub id: BlobId,
    pub size_bytes: u64,
    pub media_type: String,
}

/// How many rows of usage are read at once.
const USAGE_AT_ONCE: i64 = 1000;

impl Store {
    /// Everything that is known of one conversation: every branch, those in the trash too but not those that are leaving it, with its
    /// folder, tags and parameters. An answer that streams is told as interrupted, with the words so far.
    pub async fn archive(&self, id: ConversationId) -> Result<ArchivedConversation, StoreError> {
        // One transaction: what is read belongs together.
        let mut tx = self.readers.begin().await?;
        let row = sqlx::query(
            "SELECT c.*, m.id AS leaf_id, f.id AS folder_id, f.name AS folder_name, p.id AS persona_id, \
             s.parameters AS set_parameters \
             FROM conversation c LEFT JOIN message m ON m.pk = c.leaf LEFT JOIN folder f ON f.pk = c.folder \
             LEFT JOIN persona p ON p.pk = c.persona LEFT JOIN conversation_parameters s ON s.conversation = c.pk \
             WHERE c.id = ?",
        )
        .bind(uuid_bytes(&id.0))
        .fetch_optional(&mut *tx)
        .await?
        .ok_or_else(|| StoreError::no_conversation(id))?;
        let pk: i64 = row.try_get("pk")?;
        let folder_name: Option<String> = row.try_get("folder_name")?;
        let set: Option<&str> = row.try_get("set_parameters")?;
        let messages = messages(&mut tx, pk).await?;
        Ok(ArchivedConversation {
            id,
            title: row.try_get("title")?,
            leaf: rows::optional_uuid(&row, "leaf_id")?.map(MessageId),
            model: rows::model(&row)?,
            created_at: Timestamp(row.try_get("created_at")?),
            updated_at: Timestamp(row.try_get("updated_at")?),
            folder: folder_name
                .map(|name| {
                    Ok::<_, StoreError>(ArchivedName { id: rows::optional_uuid(&row, "folder_id")?, name })
                })
                .transpose()?,
            tags: tags(&mut tx, pk).await?,
            pinned_at: time(&row, "pinned_at")?,
            archived_at: time(&row, "archived_at")?,
            trashed_at: time(&row, "trashed_at")?,
            source: row.try_get("source")?,
            persona: rows::optional_uuid(&row, "persona_id")?,
            parameters: set
                .map_or_else(|| Ok(Parameters::default()), |json| rows::from_json("parameters", json))?,
            messages,
        })
    }

    /// Every conversation, those in the trash too but not those that are leaving it, in the order of their ids: for a walk
    /// over all of them that holds one at a time.
    pub async fn archivable(&self) -> Result<Vec<ConversationId>, StoreError> {
        let rows =
            sqlx::query("SELECT id FROM conversation WHERE trashed_at IS NULL OR trashed_at > 0 ORDER BY id")
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(|row| Ok(ConversationId(rows::uuid(row, "id")?))).collect()
    }

    /// Folders, tags, personas and templates, each in the order of their ids.
    pub async fn organisation(&self) -> Result<Organisation, StoreError> {
        let mut tx = self.readers.begin().await?;
        let folders = sqlx::query("SELECT * FROM folder ORDER BY id").fetch_all(&mut *tx).await?;
        let tags = sqlx::query("SELECT * FROM tag ORDER BY id").fetch_all(&mut *tx).await?;
        let personas = sqlx::query("SELECT * FROM persona ORDER BY id").fetch_all(&mut *tx).await?;
        let templates = sqlx::query("SELECT * FROM template ORDER BY id").fetch_all(&mut *tx).await?;
        Ok(Organisation {
            folders: folders.iter().map(folder).collect::<Result<_, _>>()?,
            tags: tags.iter().map(name).collect::<Result<_, _>>()?,
            personas: personas.iter().map(persona).collect::<Result<_, _>>()?,
            templates: templates.iter().map(template).collect::<Result<_, _>>()?,
        })
    }

    /// The files that messages name, in the order of their names.
    pub async fn archived_blobs(&self) -> Result<Vec<ArchivedBlob>, StoreError> {
        let found = sqlx::query(
            "SELECT hash, size_bytes, media_type FROM blob \
             WHERE EXISTS (SELECT 1 FROM message_blob WHERE message_blob.blob = blob.hash) ORDER BY hash",
        )
        .fetch_all(&self.readers)
        .await?;
        found
            .iter()
            .map(|row| {
                Ok(ArchivedBlob {
                    id: orphans::id(row.try_get("hash")?)?,
                    size_bytes: rows::count(row, "size_bytes")?.unwrap_or_default(),
                    media_type: row.try_get("media_type")?,
                })
            })
            .collect()
    }

    /// The calls behind `after`, a number that this gave before (0 at the start), and the number to go on with; no calls at
    /// the end.
    pub async fn archived_usage(&self, after: i64) -> Result<(Vec<ArchivedUsage>, i64), StoreError> {
        let found = sqlx::query(
            "SELECT u.*, m.id AS message_id FROM usage u LEFT JOIN message m ON m.pk = u.message \
             WHERE u.pk > ? ORDER BY u.pk LIMIT ?",
        )
        .bind(after)
        .bind(USAGE_AT_ONCE)
        .fetch_all(&self.readers)
        .await?;
        let last = found.last().map_or(Ok(after), |row| row.try_get("pk"))?;
        Ok((found.iter().map(usage).collect::<Result<_, _>>()?, last))
    }
}

async fn messages(tx: &mut SqliteConnection, conversation: i64) -> Result<Vec<ArchivedMessage>, StoreError> {
    let found = sqlx::query(
        "SELECT m.*, c.id AS conversation_id, p.id AS parent_id \
         FROM message m JOIN conversation c ON c.pk = m.conversation LEFT JOIN message p ON p.pk = m.parent \
         WHERE m.conversation = ? AND (m.trashed_at IS NULL OR m.trashed_at > 0) ORDER BY m.pk",
    )
    .bind(conversation)
    .fetch_all(&mut *tx)
    .await?;
    let mut messages = Vec::with_capacity(found.len());
    for row in &found {
        let mut message = whole(row, tx).await?;
        if message.status == MessageStatus::Streaming {
            message.status = MessageStatus::Interrupted;
        }
        messages.push(ArchivedMessage { message, trashed_at: time(row, "trashed_at")? });
    }
    Ok(messages)
}

async fn tags(tx: &mut SqliteConnection, conversation: i64) -> Result<Vec<ArchivedName>, StoreError> {
    let found = sqlx::query(
        "SELECT t.id, t.name FROM conversation_tag g JOIN tag t ON t.pk = g.tag WHERE g.conversation = ? \
         ORDER BY t.name, t.id",
    )
    .bind(conversation)
    .fetch_all(tx)
    .await?;
    found.iter().map(name).collect()
}

fn time(row: &SqliteRow, column: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp))
}

fn name(row: &SqliteRow) -> Result<ArchivedName, StoreError> {
    Ok(ArchivedName { id: rows::optional_uuid(row, "id")?, name: row.try_get("name")? })
}

fn folder(row: &SqliteRow) -> Result<ArchivedFolder, StoreError> {
    Ok(ArchivedFolder {
        id: rows::uuid(row, "id")?,
        name: row.try_get("name")?,
        position: row.try_get("position")?,
        created_at: Timestamp(row.try_get("created_at")?),
    })
}

fn persona(row: &SqliteRow) -> Result<ArchivedPersona, StoreError> {
    Ok(ArchivedPersona {
        id: rows::uuid(row, "id")?,
        name: row.try_get("name")?,
        icon: row.try_get("icon")?,
        description: row.try_get("description")?,
        model: rows::model(row)?,
        parameters: rows::from_json("parameters", row.try_get("parameters")?)?,
        starters: rows::from_json("starters", row.try_get("starters")?)?,
        created_at: Timestamp(row.try_get("created_at")?),
        updated_at: Timestamp(row.try_get("updated_at")?),
    })
}

fn template(row: &SqliteRow) -> Result<ArchivedTemplate, StoreError> {
    Ok(ArchivedTemplate {
        id: rows::uuid(row, "id")?,
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        body: row.try_get("body")?,
        created_at: Timestamp(row.try_get("created_at")?),
        updated_at: Timestamp(row.try_get("updated_at")?),
    })
}

fn usage(row: &SqliteRow) -> Result<ArchivedUsage, StoreError> {
    Ok(ArchivedUsage {
        message: rows::optional_uuid(row, "message_id")?.map(MessageId),
        provider: row.try_get("provider")?,
        model: row.try_get("model")?,
        usage: Usage {
            input_tokens: rows::count(row, "input_tokens")?,
            output_tokens: rows::count(row, "output_tokens")?,
            cached_tokens: rows::count(row, "cached_tokens")?,
            reasoning_tokens: rows::count(row, "reasoning_tokens")?,
            cost: row.try_get::<Option<i64>, _>("cost_micro_dollars")?.map(MicroDollars),
        },
        cost_reported: row.try_get("cost_reported")?,
        timings: Timings {
            first_token_ms: rows::count(row, "first_token_ms")?,
            done_ms: rows::count(row, "done_ms")?,
        },
        at: Timestamp(row.try_get("at")?),
    })
}
