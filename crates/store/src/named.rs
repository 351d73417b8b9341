//! What folders and tags have in common: a name of their own, and conversations that have them.

use parlance_domain::ConversationId;
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Folder,
    Tag,
}

impl Store {
    /// Whether there is such a one.
    pub(crate) async fn rename(&self, what: Named, id: &Uuid, name: &str) -> Result<bool, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let sql = match what {
            Named::Folder => "UPDATE folder SET name = ? WHERE id = ?",
            Named::Tag => "UPDATE tag SET name = ? WHERE id = ?",
        };
        let done = sqlx::query(sql).bind(name).bind(uuid_bytes(id)).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

/// The conversations that have it, by its row number.
pub(crate) async fn members(
    tx: &mut SqliteConnection,
    what: Named,
    pk: i64,
) -> Result<Vec<ConversationId>, StoreError> {
    let sql = match what {
        Named::Folder => "SELECT id FROM conversation WHERE folder = ?",
        Named::Tag => {
            "SELECT c.id FROM conversation_tag x JOIN conversation c ON c.pk = x.conversation WHERE x.tag = ?"
        }
    };
    let members = sqlx::query(sql).bind(pk).fetch_all(tx).await?;
    members.iter().map(|row| rows::uuid(row, "id").map(ConversationId)).collect()
}
