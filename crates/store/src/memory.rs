//! A history that is never written: for conversations that nothing is to remain of.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlance_domain::{BlobId, Conversation, ConversationId, MessageId};
use sqlx::sqlite::SqliteJournalMode;
use uuid::Uuid;

use crate::begun::Begun;
use crate::files::Folder;
use crate::instance::Instance;
use crate::open::{options, readers};
use crate::rows::uuid_bytes;
use crate::store::{Durability, Writer};
use crate::{OpenError, Store, StoreError, UsageRow, migrations, usage};

/// SQLite's file system in memory. A database of it is there for the connections that know its name, and as long as one is open.
const FILE_SYSTEM: &str = "memdb";

/// What a history in memory has beside its tables.
#[derive(Debug)]
pub(crate) struct Memory {
    beside: Arc<Store>,
    files: Mutex<HashMap<BlobId, Arc<[u8]>>>,
}

impl Memory {
    pub(crate) fn files(&self) -> MutexGuard<'_, HashMap<BlobId, Arc<[u8]>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// An empty history in memory. What people have settled is in `beside`, and calls count there: that one is on disk, and learns
    /// who was asked and what it cost, and nothing of what was said.
    pub async fn in_memory(beside: Arc<Self>) -> Result<Self, OpenError> {
        // The slash makes it one database for all of its connections.
        let database = PathBuf::from(format!("/{}", Uuid::new_v4().simple()));
        let options = options(&database).vfs(FILE_SYSTEM);
        let failed = |error: sqlx::Error| OpenError::sqlx(&database, &error);
        let memory = options.clone().journal_mode(SqliteJournalMode::Memory);
        let mut writer = Writer::connect(memory).await.map_err(failed)?;
        migrations::run(&migrations::all(), &mut writer)
            .await
            .map_err(|error| OpenError::migrate(&database, &error))?;
        // Nothing is written into a folder; whoever would is refused before.
        let folder = Folder::new(Path::new(""));
        let mut store = Self::new(folder, writer, readers(options), Instance::alone());
        store.memory = Some(Memory { beside, files: Mutex::default() });
        Ok(store)
    }

    /// Whether nothing of it is ever on disk.
    pub fn is_in_memory(&self) -> bool {
        self.memory.is_some()
    }

    /// The history with what people have settled: limits, parameters of models, what was learnt of providers. Mostly this one.
    pub fn settled(&self) -> &Self {
        self.memory.as_ref().map_or(self, |memory| &memory.beside)
    }

    /// Makes a conversation in which nothing was said yet.
    pub async fn begin_empty(&self, new: &Conversation) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let tx = writer.begin(Durability::Full).await?;
        let mut begun = Begun::of(new.id);
        begun.makes(new);
        begun.write(&[], tx).await
    }

    /// Counts a call in the history beside this one, without the message that it was made for.
    pub(crate) async fn count_beside(&self, call: &UsageRow) -> Result<(), StoreError> {
        let Some(Memory { beside, .. }) = &self.memory else { return Ok(()) };
        let mut writer = beside.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        usage::record(&mut tx, None, call).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives the messages of a conversation that was in memory the calls that were counted here for them.
    pub async fn claim_calls(&self, calls: &[(MessageId, UsageRow)]) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        for (message, call) in calls {
            sqlx::query(
                "UPDATE usage SET message = (SELECT pk FROM message WHERE id = ?1) WHERE pk = \
                 (SELECT pk FROM usage WHERE message IS NULL AND at = ?2 AND provider = ?3 AND model = ?4 LIMIT 1)",
            )
            .bind(uuid_bytes(&message.0))
            .bind(call.at.0)
            .bind(call.model.provider.as_str())
            .bind(call.model.model.as_str())
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The calls that wrote the messages of a conversation.
    pub async fn calls_of(&self, id: ConversationId) -> Result<Vec<(MessageId, UsageRow)>, StoreError> {
        let mut calls = Vec::new();
        for message in self.messages(id).await? {
            let own = self.calls(message.id).await?;
            calls.extend(own.into_iter().map(|call| (message.id, call)));
        }
        Ok(calls)
    }
}
