//! What takes room on the disk, and what gives it back.

use std::fs;
use std::io;
use std::path::Path;

use parlance_domain::ConversationId;
use sqlx::Row as _;

use crate::blobs::on_a_thread;
use crate::files;
use crate::{Store, StoreError, copies, rows};

/// So many conversations are named.
const LARGEST: i64 = 20;

/// In bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Storage {
    /// The database with what SQLite keeps beside it. What follows up to `database_free` is a part of it.
    pub database: u64,
    /// Conversations that are not in the trash.
    pub messages: u64,
    /// Conversations in the trash and branches in the trash of others.
    pub trash: u64,
    /// What the search needs.
    pub index: u64,
    /// What was deleted and is still in the file.
    pub database_free: u64,
    pub blobs: u64,
    pub blob_count: u64,
    /// The copies that are kept in the data folder.
    pub copies: u64,
    pub copy_count: u64,
    /// Damaged histories that a restore set aside.
    pub set_aside: u64,
    pub logs: u64,
    /// On the disk of the data folder, for this user.
    pub disk_free: u64,
    /// The largest first.
    pub conversations: Vec<ConversationSize>,
}

/// A conversation with its messages and its files. A file that several name counts for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationSize {
    pub id: ConversationId,
    pub title: String,
    pub in_trash: bool,
    pub bytes: u64,
}

impl Store {
    /// Measures. Reads much of the database once; for a page that can wait.
    pub async fn storage(&self, logs: &Path) -> Result<Storage, StoreError> {
        let mut tx = self.readers.begin().await?;
        let page_bytes: i64 = sqlx::query_scalar("PRAGMA page_size").fetch_one(&mut *tx).await?;
        let free_pages: i64 = sqlx::query_scalar("PRAGMA freelist_count").fetch_one(&mut *tx).await?;
        let (messages, trash): (i64, i64) = sqlx::query_as(
            "SELECT coalesce(sum(iif(gone, 0, bytes)), 0), coalesce(sum(iif(gone, bytes, 0)), 0) FROM ( \
             SELECT octet_length(m.parts) + octet_length(m.text) AS bytes, \
             c.trashed_at IS NOT NULL OR m.trashed_at IS NOT NULL AS gone \
             FROM message m JOIN conversation c ON c.pk = m.conversation)",
        )
        .fetch_one(&mut *tx)
        .await?;
        // Virtual tables keep what they know in tables of their own, of these names.
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT d.name FROM sqlite_schema v JOIN sqlite_schema d ON d.name = v.name || '_data' \
             WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%fts5%'",
        )
        .fetch_all(&mut *tx)
        .await?;
        let mut index: i64 = sqlx::query_scalar(
            "SELECT (SELECT coalesce(sum(octet_length(text)), 0) FROM word) \
             + (SELECT coalesce(sum(octet_length(text)), 0) FROM blob_text)",
        )
        .fetch_one(&mut *tx)
        .await?;
        for table in tables {
            let query = format!("SELECT coalesce(sum(octet_length(block)), 0) FROM \"{table}\"");
            index += sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(query)).fetch_one(&mut *tx).await?;
        }
        let (blob_count, blobs): (i64, i64) =
            sqlx::query_as("SELECT count(*), coalesce(sum(size_bytes), 0) FROM blob")
                .fetch_one(&mut *tx)
                .await?;
        let largest = sqlx::query(
            "SELECT c.id, c.title, c.trashed_at IS NOT NULL AS in_trash, s.bytes + coalesce(f.bytes, 0) AS bytes \
             FROM conversation c JOIN (SELECT conversation, sum(octet_length(parts) + octet_length(text)) AS bytes \
             FROM message GROUP BY conversation) s ON s.conversation = c.pk \
             LEFT JOIN (SELECT conversation, sum(size_bytes) AS bytes FROM (SELECT DISTINCT m.conversation, b.hash, \
             b.size_bytes FROM message_blob n JOIN message m ON m.pk = n.message JOIN blob b ON b.hash = n.blob) \
             GROUP BY conversation) f ON f.conversation = c.pk WHERE c.trashed_at IS NULL OR c.trashed_at > 0 ORDER BY 4 DESC, c.pk LIMIT ?",
        )
        .bind(LARGEST)
        .fetch_all(&mut *tx)
        .await?;
        drop(tx);
        let conversations = largest.iter().map(|row| {
            Ok::<_, StoreError>(ConversationSize {
                id: ConversationId(rows::uuid(row, "id")?),
                title: row.try_get("title")?,
                in_trash: row.try_get("in_trash")?,
                bytes: rows::count(row, "bytes")?.unwrap_or_default(),
            })
        });
        let conversations = conversations.collect::<Result<_, _>>()?;
        let (folder, logs) = (self.folder.clone(), logs.to_owned());
        let bytes = |count: i64| u64::try_from(count).unwrap_or_default();
        let measured = Storage {
            messages: bytes(messages),
            trash: bytes(trash),
            index: bytes(index),
            database_free: bytes(free_pages.saturating_mul(page_bytes)),
            blobs: bytes(blobs),
            blob_count: bytes(blob_count),
            conversations,
            ..Storage::default()
        };
        on_a_thread(move || {
            let kept = copies::list(&folder)?;
            Ok(Storage {
                database: folder
                    .database_companions()
                    .iter()
                    .chain([&folder.database()])
                    .filter_map(|file| Some(fs::metadata(file).ok()?.len()))
                    .sum(),
                copies: kept.iter().map(|copy| copy.size_bytes).sum(),
                copy_count: kept.len() as u64,
                set_aside: folder_bytes(&folder.set_aside())?,
                logs: folder_bytes(&logs)?,
                disk_free: fs4::available_space(folder.root())?,
                ..measured
            })
        })
        .await
    }

    /// Lets go of every kept copy but the newest. Gives how many went.
    pub async fn remove_old_copies(&self) -> Result<usize, StoreError> {
        let folder = self.folder.clone();
        on_a_thread(move || {
            let mut removed = 0;
            for copy in copies::list(&folder)?.iter().skip(1) {
                files::remove_if_there(&folder.copies().join(&copy.name))?;
                removed += 1;
            }
            Ok(removed)
        })
        .await
    }

    /// Writes the database anew without the room that deleted rows left. Needs as much room again while it runs, and nobody
    /// else writes meanwhile.
    pub async fn compact(&self) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        sqlx::raw_sql("VACUUM").execute(writer.connection()).await?;
        sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer.connection()).await?;
        Ok(())
    }
}

/// Of a folder with all that is in it; 0 where there is none.
fn folder_bytes(folder: &Path) -> io::Result<u64> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    let mut bytes = 0;
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        bytes += if kind.is_dir() { folder_bytes(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}
