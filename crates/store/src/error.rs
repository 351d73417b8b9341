//! Failures, sorted by what a person can do about them. The sentences hold no text of a conversation: SQLite's own messages
//! are kept as the cause, and parse errors are reduced to their place.

use std::io;
use std::path::{Path, PathBuf};

use parlance_domain::{BlobId, ConversationId, FolderId, MessageId, PersonaId, TagId, TemplateId};
use sqlx::migrate::MigrateError;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    DiskFull,
    ReadOnly,
    /// The file is damaged, or not one of ours.
    Corrupt,
    /// Another program holds the database for longer than the busy time-out.
    Locked,
    NotFound,
    Other,
}

impl StoreErrorKind {
    fn sentence(self) -> &'static str {
        match self {
            Self::DiskFull => "the disk is full",
            Self::ReadOnly => "the history cannot be written",
            Self::Corrupt => "the history file is damaged",
            Self::Locked => "another program is using the history",
            Self::NotFound => "not in the history",
            Self::Other => "the history did not answer",
        }
    }

    /// From an extended result code, <https://sqlite.org/rescode.html>.
    fn from_sqlite(code: i32) -> Self {
        const IOERR_SHORT_READ: i32 = 522;
        const IOERR_SHMSIZE: i32 = 4874;
        const IOERR_DATA: i32 = 8202;
        const IOERR_CORRUPTFS: i32 = 8458;
        match code {
            IOERR_SHMSIZE => Self::DiskFull,
            IOERR_SHORT_READ | IOERR_DATA | IOERR_CORRUPTFS => Self::Corrupt,
            _ => match code & 0xff {
                13 => Self::DiskFull,
                3 | 8 => Self::ReadOnly,
                11 | 24 | 26 => Self::Corrupt,
                5 | 6 => Self::Locked,
                _ => Self::Other,
            },
        }
    }

    fn from_io(kind: io::ErrorKind) -> Self {
        match kind {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::ResourceBusy | io::ErrorKind::WouldBlock => Self::Locked,
            _ => Self::Other,
        }
    }

    fn from_sqlx(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                error.code().and_then(|code| code.parse().ok()).map_or(Self::Other, Self::from_sqlite)
            }
            sqlx::Error::Io(error) => Self::from_io(error.kind()),
            sqlx::Error::RowNotFound => Self::NotFound,
            _ => Self::Other,
        }
    }
}

/// A failed use of an open history. Nothing that was acknowledged before is lost by it.
#[derive(Debug, thiserror::Error)]
#[error("{}{detail}", kind.sentence())]
pub struct StoreError {
    pub kind: StoreErrorKind,
    /// Empty, or a colon and what is known beyond the kind.
    detail: String,
    #[source]
    cause: Option<Cause>,
}

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error(transparent)]
    Database(sqlx::Error),
    #[error(transparent)]
    File(io::Error),
}

impl StoreError {
    fn plain(kind: StoreErrorKind, detail: String) -> Self {
        Self { kind, detail: format!(": {detail}"), cause: None }
    }

    pub(crate) fn no_conversation(id: ConversationId) -> Self {
        Self::plain(StoreErrorKind::NotFound, format!("conversation {id}"))
    }

    pub(crate) fn no_persona(id: PersonaId) -> Self {
        Self::plain(StoreErrorKind::NotFound, format!("persona {id}"))
    }

    pub(crate) fn no_template(id: TemplateId) -> Self {
        Self::plain(StoreErrorKind::NotFound, format!("template {id}"))
    }

    pub(crate) fn no_folder(id: FolderId) -> Self {
        Self::plain(StoreErrorKind::NotFound, format!("folder {id}"))
    }

    pub(crate) fn no_tag(id: TagId) -> Self {
        Self::plain(StoreErrorKind::NotFound, format!("tag {id}"))
    }

    pub(crate) fn no_message(id: MessageId) -> Self {
        Self::plain(StoreErrorKind::NotFound, format!("message {id}"))
    }

    pub(crate) fn no_blob(id: BlobId) -> Self {
        Self::plain(StoreErrorKind::NotFound, format!("file {id}"))
    }

    pub(crate) fn no_draft_file() -> Self {
        Self::plain(StoreErrorKind::NotFound, "a file of the draft".to_owned())
    }

    pub(crate) fn damaged_blob(id: BlobId) -> Self {
        Self::plain(StoreErrorKind::Corrupt, format!("the file {id} holds other bytes"))
    }

    /// The message exists, but this instance is not writing it.
    pub(crate) fn not_streaming(id: MessageId) -> Self {
        Self::plain(StoreErrorKind::NotFound, format!("no turn of this instance writes message {id}"))
    }

    pub(crate) fn refused(why: &str) -> Self {
        Self::plain(StoreErrorKind::Other, why.to_owned())
    }

    pub(crate) fn unreadable(column: &str) -> Self {
        Self::plain(StoreErrorKind::Corrupt, format!("the column {column} holds an unknown value"))
    }

    /// serde's own message would quote the text that it could not read.
    pub(crate) fn unreadable_json(column: &str, error: &serde_json::Error) -> Self {
        let (line, place) = (error.line(), error.column());
        Self::plain(StoreErrorKind::Corrupt, format!("the column {column} is not readable at {line}:{place}"))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let kind = StoreErrorKind::from_sqlx(&error);
        let detail = match &error {
            sqlx::Error::Database(error) => {
                error.code().map(|code| format!(" (SQLite code {code})")).unwrap_or_default()
            }
            _ => String::new(),
        };
        Self { kind, detail, cause: Some(Cause::Database(error)) }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        let detail = format!(": {}", error.kind());
        Self { kind: StoreErrorKind::from_io(error.kind()), detail, cause: Some(Cause::File(error)) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OpenErrorKind {
    /// The file is damaged, is missing although copies of it were kept, or is not one of ours. It was not changed.
    Corrupt,
    /// The database was written by a newer version. It was not changed.
    Newer,
    ReadOnly,
    DiskFull,
    /// Another program holds the database, or a running instance stands in the way of an update or a restore.
    Locked,
    Other,
}

/// Why a history did not open, or a kept copy could not be put in its place.
#[derive(Debug, thiserror::Error)]
#[error("{}: {detail}", path.display())]
pub struct OpenError {
    pub kind: OpenErrorKind,
    /// The file or folder in question.
    pub path: PathBuf,
    /// The cause in the system's words.
    pub detail: String,
}

impl OpenError {
    pub(crate) fn new(kind: OpenErrorKind, path: &Path, detail: impl Into<String>) -> Self {
        Self { kind, path: path.to_owned(), detail: detail.into() }
    }

    pub(crate) fn io(path: &Path, error: &io::Error) -> Self {
        Self::new(StoreErrorKind::from_io(error.kind()).into(), path, error.to_string())
    }

    pub(crate) fn sqlx(path: &Path, error: &sqlx::Error) -> Self {
        Self::new(StoreErrorKind::from_sqlx(error).into(), path, error.to_string())
    }

    pub(crate) fn store(path: &Path, error: &StoreError) -> Self {
        let detail = match &error.cause {
            Some(cause) => cause.to_string(),
            None => error.to_string(),
        };
        Self::new(error.kind.into(), path, detail)
    }

    pub(crate) fn migrate(path: &Path, error: &MigrateError) -> Self {
        let kind = match error {
            MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => {
                StoreErrorKind::from_sqlx(cause).into()
            }
            _ => OpenErrorKind::Other,
        };
        Self::new(kind, path, error.to_string())
    }
}

impl From<StoreErrorKind> for OpenErrorKind {
    fn from(kind: StoreErrorKind) -> Self {
        match kind {
            StoreErrorKind::DiskFull => Self::DiskFull,
            StoreErrorKind::ReadOnly => Self::ReadOnly,
            StoreErrorKind::Corrupt => Self::Corrupt,
            StoreErrorKind::Locked => Self::Locked,
            StoreErrorKind::NotFound | StoreErrorKind::Other => Self::Other,
        }
    }
}
