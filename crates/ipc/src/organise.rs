//! Order among the conversations: the list in pages, folders, tags, the trash, and taking back.

use parlance_domain::{ConversationId, FolderId, TagId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where in the list a conversation is; each is in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ListPlace {
    Pinned,
    Folder {
        #[ts(type = "string")]
        folder: FolderId,
    },
    /// In none of the other places.
    Loose,
    Archived,
    Trash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ListSort {
    /// The last used first.
    Updated,
    /// The newest first.
    Created,
    Title,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct PageArgs {
    pub place: ListPlace,
    /// Only what has this tag.
    #[ts(type = "string | null")]
    pub tag: Option<TagId>,
    pub sort: ListSort,
    pub offset: u32,
    /// Of conversations, no more than 500 are given; of ids, as many as are asked for.
    pub limit: u32,
}

/// A row of the list. Times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConversationRow {
    #[ts(type = "string")]
    pub id: ConversationId,
    pub title: String,
    #[ts(type = "string | null")]
    pub folder: Option<FolderId>,
    #[ts(type = "Array<string>")]
    pub tags: Vec<TagId>,
    pub pinned: bool,
    pub archived: bool,
    #[ts(type = "number")]
    pub created_at: i64,
    #[ts(type = "number")]
    pub updated_at: i64,
    /// When it was deleted; `None` outside of the trash.
    #[ts(type = "number | null")]
    pub trashed_at: Option<i64>,
    /// A turn is writing it now.
    pub streaming: bool,
    /// An answer has ended there since somebody last looked.
    pub unread: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct OutlineArgs {
    #[ts(type = "string | null")]
    pub tag: Option<TagId>,
    pub sort: ListSort,
    /// The moments at which the periods of [`Outline::loose`] begin, the latest first.
    #[ts(type = "Array<number>")]
    pub bounds: Vec<i64>,
}

/// How many conversations are where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Outline {
    #[ts(type = "number")]
    pub pinned: u64,
    /// In their order, the empty ones as well.
    pub folders: Vec<FolderView>,
    /// In no folder, by periods. What is older than all bounds is in the last.
    #[ts(type = "Array<number>")]
    pub loose: Vec<u64>,
    #[ts(type = "number")]
    pub archived: u64,
    #[ts(type = "number")]
    pub trash: u64,
    /// Branches in the trash, of conversations that are not in it.
    #[ts(type = "number")]
    pub trashed_branches: u64,
    pub tags: Vec<TagView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FolderView {
    #[ts(type = "string")]
    pub id: FolderId,
    pub name: String,
    #[ts(type = "number")]
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TagView {
    #[ts(type = "string")]
    pub id: TagId,
    pub name: String,
    #[ts(type = "number")]
    pub count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConversationChange {
    /// Out of every folder where it is `None`.
    Folder {
        #[ts(type = "string | null")]
        folder: Option<FolderId>,
    },
    Pinned {
        set: bool,
    },
    Archived {
        set: bool,
    },
    /// Into the trash, or out of it.
    Trashed {
        set: bool,
    },
    Tag {
        #[ts(type = "string")]
        tag: TagId,
        given: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ChangeArgs {
    #[ts(type = "Array<string>")]
    pub conversations: Vec<ConversationId>,
    pub change: ConversationChange,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ConversationsArgs {
    #[ts(type = "Array<string>")]
    pub conversations: Vec<ConversationId>,
}

/// What was done, for `take_back`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Changed {
    /// Known as long as the app runs, and fifty more things are not done.
    #[ts(type = "number")]
    pub change: u64,
    /// How many conversations are not as they were.
    #[ts(type = "number")]
    pub conversations: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct TakeBackArgs {
    #[ts(type = "number")]
    pub change: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct NewNameArgs {
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct FolderOfArgs {
    #[ts(type = "string")]
    pub folder: FolderId,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RenameFolderArgs {
    #[ts(type = "string")]
    pub folder: FolderId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct OrderFoldersArgs {
    #[ts(type = "Array<string>")]
    pub folders: Vec<FolderId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct TagArgs {
    #[ts(type = "string")]
    pub tag: TagId,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RenameTagArgs {
    #[ts(type = "string")]
    pub tag: TagId,
    pub name: String,
}

/// How many of some conversations have a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct TagUse {
    #[ts(type = "string")]
    pub tag: TagId,
    #[ts(type = "number")]
    pub count: u64,
}
