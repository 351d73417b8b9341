use parlance_domain::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::MergeCounts;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ImportPathArgs {
    /// A file or a folder.
    pub path: String,
}

/// Asks the person; the answer is a path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ChooseImportArgs {
    /// A folder instead of a file.
    pub folder: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportStartArgs {
    pub path: String,
    /// What was deleted for good here comes back as well.
    pub deleted_too: bool,
}

/// Whose export it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    Chatgpt,
    Claude,
    OpenWebui,
    Librechat,
    Jan,
    Chatbox,
    /// One conversation of our own.
    Parlance,
}

/// What an export holds and what of it is here already. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportPreview {
    pub path: String,
    /// The file's name without its folders.
    pub name: String,
    pub format: ImportFormat,
    #[ts(type = "number")]
    pub conversations: u64,
    #[ts(type = "number")]
    pub messages: u64,
    /// When the first and the last message was written, in milliseconds since 1970; `None` without conversations.
    #[ts(type = "number | null")]
    pub first_at: Option<i64>,
    #[ts(type = "number | null")]
    pub last_at: Option<i64>,
    /// Conversations that are in the history already.
    #[ts(type = "number")]
    pub known: u64,
    #[ts(type = "number")]
    pub in_trash: u64,
    /// Deleted for good here.
    #[ts(type = "number")]
    pub deleted: u64,
    pub skipped: ImportSkips,
}

/// Conversations that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct ImportSkips {
    #[ts(type = "number")]
    pub count: u64,
    /// The first of them, at most 200.
    pub first: Vec<ImportSkip>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportSkip {
    /// May be empty.
    pub title: String,
    pub reason: ImportSkipReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportSkipReason {
    Unreadable,
    /// The file ends in the middle of it.
    CutOff,
    TooLarge,
    /// It holds no message.
    Empty,
    /// A later version of Parlance wrote it.
    Newer,
    /// The history did not take it.
    Refused,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ImportStatus {
    Idle,
    Running(ImportProgress),
    /// The app ended before the import did.
    Interrupted {
        path: String,
        name: String,
        deleted_too: bool,
    },
    /// Until it is dismissed.
    Ended(ImportReport),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportProgress {
    pub name: String,
    #[ts(type = "number")]
    pub read_bytes: u64,
    #[ts(type = "number")]
    pub total_bytes: u64,
    #[ts(type = "number")]
    pub conversations: u64,
    #[ts(type = "number")]
    pub messages: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportEnd {
    Complete,
    Cancelled,
    /// `ImportReport::error` says why.
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportReport {
    pub path: String,
    pub name: String,
    pub deleted_too: bool,
    pub end: ImportEnd,
    pub error: Option<String>,
    #[serde(flatten)]
    pub merged: MergeCounts,
    pub skipped: ImportSkips,
    /// Files that the export names and does not hold.
    #[ts(type = "number")]
    pub lost_files: u64,
    /// References between messages that led nowhere.
    #[ts(type = "number")]
    pub mended: u64,
    /// The newest conversation that came in.
    #[ts(type = "string | null")]
    pub newest: Option<ConversationId>,
}
