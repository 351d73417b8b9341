//! Exports, backups, what is restored from them, and what takes room on the disk.

use parlance_domain::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::MergeCounts;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Markdown,
    Html,
    Json,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ExportArgs {
    #[ts(type = "string[]")]
    pub conversations: Vec<ConversationId>,
    pub format: ExportFormat,
    /// A language tag, for the words that are nobody's.
    pub language: String,
    /// Where to: a folder or, for one conversation, a file with the ending of the format. `None` is where downloads go.
    pub folder: Option<String>,
}

/// Files that were written, one a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExportedFiles {
    pub folder: String,
    pub files: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct PrintArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    pub language: String,
}

/// A passphrase on its way in; it is never sent back.
#[derive(Clone, Deserialize, TS)]
pub struct ExportAllArgs {
    /// Where to: a folder, or a file that ends in `.zip` or, with a passphrase, in `.zip.age`. `None` is where downloads go.
    pub folder: Option<String>,
    pub passphrase: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExportedArchive {
    pub path: String,
    #[ts(type = "number")]
    pub size_bytes: u64,
    #[ts(type = "number")]
    pub conversations: u64,
    #[ts(type = "number")]
    pub messages: u64,
    #[ts(type = "number")]
    pub blobs: u64,
    /// Files that messages name and the history does not have any more.
    #[ts(type = "number")]
    pub missing_blobs: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, Default)]
#[serde(rename_all = "snake_case")]
pub enum BackupInterval {
    #[default]
    Daily,
    Weekly,
    /// Only when asked to.
    Never,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupSettings {
    /// `None`: nothing but the daily copies in the data folder.
    pub folder: Option<String>,
    pub interval: BackupInterval,
    /// How many backups of this history stay in the folder, 1 to 100.
    pub keep: u32,
    /// Behind the passphrase that the keyring holds.
    pub sealed: bool,
}

impl Default for BackupSettings {
    fn default() -> Self {
        Self { folder: None, interval: BackupInterval::Daily, keep: 7, sealed: false }
    }
}

/// A passphrase on its way in; it is never sent back.
#[derive(Clone, Deserialize, TS)]
pub struct SaveBackupsArgs {
    pub settings: BackupSettings,
    /// `None` keeps the one that is known.
    pub passphrase: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupsView {
    pub settings: BackupSettings,
    /// Newest first; of every history that backs up to the folder.
    pub backups: Vec<BackupView>,
    /// The copies in the data folder, newest first.
    pub copies: Vec<BackupView>,
    /// Why the last attempt failed, or the folder cannot be read.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupView {
    pub path: String,
    #[ts(type = "number")]
    pub made_at: i64,
    #[ts(type = "number")]
    pub size_bytes: u64,
    /// A passphrase is needed to read it.
    pub sealed: bool,
    /// Of this history, not of another one in the same folder.
    pub own: bool,
}

/// A backup, a kept copy or an archive. A passphrase on its way in; it is never sent back.
#[derive(Clone, Deserialize, TS)]
pub struct RestoreBackupArgs {
    pub path: String,
    /// `None` is the one in the keyring, where one is needed.
    pub passphrase: Option<String>,
}

/// What came of merging a file, or what would come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
pub struct RestoreReport {
    #[serde(flatten)]
    pub merged: MergeCounts,
    /// Files that conversations name and neither the history nor the backup has.
    #[ts(type = "number")]
    pub missing_blobs: u64,
    /// Conversations that cannot be read.
    #[ts(type = "number")]
    pub broken: u64,
}

/// What works in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct DataJob {
    pub kind: DataJobKind,
    /// Of `total`, in pieces of the job's own; `total` is 0 while it is not known.
    #[ts(type = "number")]
    pub done: u64,
    #[ts(type = "number")]
    pub total: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DataJobKind {
    Export,
    Backup,
    Preview,
    Restore,
    CleanUp,
}

/// In bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StorageView {
    /// The database; `messages`, `trash`, `index` and `database_free` are parts of it.
    #[ts(type = "number")]
    pub database: u64,
    #[ts(type = "number")]
    pub messages: u64,
    #[ts(type = "number")]
    pub trash: u64,
    /// What the search needs.
    #[ts(type = "number")]
    pub index: u64,
    /// What was deleted and is still in the file.
    #[ts(type = "number")]
    pub database_free: u64,
    #[ts(type = "number")]
    pub blobs: u64,
    #[ts(type = "number")]
    pub blob_count: u64,
    #[ts(type = "number")]
    pub copies: u64,
    #[ts(type = "number")]
    pub copy_count: u64,
    /// Backups of this history in the folder that was chosen for them.
    #[ts(type = "number")]
    pub backups: u64,
    #[ts(type = "number")]
    pub backup_count: u64,
    /// Damaged histories that a restore set aside.
    #[ts(type = "number")]
    pub set_aside: u64,
    #[ts(type = "number")]
    pub logs: u64,
    #[ts(type = "number")]
    pub disk_free: u64,
    /// The largest first.
    pub conversations: Vec<ConversationSize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConversationSize {
    #[ts(type = "string")]
    pub id: ConversationId,
    pub title: String,
    pub in_trash: bool,
    #[ts(type = "number")]
    pub bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CleanUp {
    /// Everything in the trash, for good.
    Trash,
    /// Files that nothing names any more.
    Orphans,
    /// Every kept copy but the newest.
    OldCopies,
    /// The room in the database that deleted rows left.
    Compact,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct CleanUpArgs {
    pub what: CleanUp,
}

/// What the data folder took before and takes now, in bytes, of what was cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CleanedUp {
    #[ts(type = "number")]
    pub before: u64,
    #[ts(type = "number")]
    pub after: u64,
}

/// What reading everything has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    pub conversations: u64,
    pub messages: u64,
    pub blobs: u64,
    /// They name pages, tables, rows and files, never what is in them.
    pub problems: Vec<String>,
}
