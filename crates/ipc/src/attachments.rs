//! Files that a person attaches: on their way, beside a draft, and in a message.

use parlance_domain::{BlobId, ConversationId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{PictureView, SendArgs};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct DraftFilesArgs {
    /// `None` is the new chat.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
}

/// A file beside a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DraftFileView {
    /// Another each time that a file is attached.
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub position: i64,
    #[ts(type = "string")]
    pub blob: BlobId,
    pub name: String,
    pub media_type: String,
    #[ts(type = "number")]
    pub size_bytes: u64,
    pub content: FileContent,
}

/// What a model is given of a file. Tokens are about what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FileContent {
    /// It is still being read.
    Reading,
    Picture {
        width: u32,
        height: u32,
        #[ts(type = "number")]
        tokens: u64,
    },
    Text {
        #[ts(type = "number")]
        tokens: u64,
        /// The file has more than goes along.
        cut: bool,
    },
    /// Only a model that takes the file itself sees what is in it.
    Unreadable { reason: UnreadableFile },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnreadableFile {
    /// It has no words, as a scan has none.
    NoWords,
    /// It wants a password.
    Locked,
    UnknownType,
    OldOffice,
    Damaged,
    TooLarge,
    /// Its bytes are not there any more.
    Missing,
}

/// A file that was dropped or chosen and can be attached. Its path stays in the core.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OfferedFile {
    #[ts(type = "number")]
    pub id: u64,
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct AttachOfferedArgs {
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    #[ts(type = "number")]
    pub offered: u64,
}

/// A file whose bytes come from the window piece by piece, with `upload_piece`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct BeginUploadArgs {
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    pub name: String,
    #[ts(type = "number")]
    pub size_bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum UploadBegun {
    Begun {
        #[ts(type = "number")]
        upload: u64,
    },
    Refused {
        reason: FileRefusal,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct UploadArgs {
    #[ts(type = "number")]
    pub upload: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Attached {
    Attached { file: DraftFileView },
    Refused { reason: FileRefusal },
}

/// Why a file is not attached. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FileRefusal {
    TooLarge {
        #[ts(type = "number")]
        most_bytes: u64,
    },
    TooMany {
        most: u32,
    },
    /// Files are kept on the disk, and nothing of a temporary chat is.
    Temporary,
    Folder,
    Empty,
    /// The draft has these bytes already.
    Duplicate,
    /// It is not there any more.
    Gone,
    /// It may not be read, or is no file that can be.
    Unreadable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct DraftFileArgs {
    #[ts(type = "number")]
    pub id: i64,
}

/// A file that was taken away and comes back to its place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RestoreFileArgs {
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    #[ts(type = "string")]
    pub blob: BlobId,
    pub name: String,
    pub media_type: String,
    #[ts(type = "number")]
    pub size_bytes: u64,
    #[ts(type = "number")]
    pub position: i64,
}

/// A question with files of its draft.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SendFilesArgs {
    /// Its text may be empty.
    pub question: SendArgs,
    /// [`DraftFileView::id`].
    #[ts(type = "Array<number>")]
    pub files: Vec<i64>,
}

/// A file of a person's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MessageFile {
    Picture(PictureView),
    File(FileView),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FileView {
    #[ts(type = "string")]
    pub blob: BlobId,
    pub name: String,
    pub media_type: String,
    #[ts(type = "number")]
    pub size_bytes: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SaveFileArgs {
    #[ts(type = "string")]
    pub blob: BlobId,
    pub name: String,
}

/// What is dragged over the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DropEvent {
    /// Files are over the window.
    Over,
    /// They are gone without having been dropped.
    Left,
    Dropped {
        files: Vec<OfferedFile>,
    },
}
