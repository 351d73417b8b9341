//! The history on disk: one SQLite database in the data folder.
//!
//! - One writer connection, several readers, write-ahead log. What a person wrote and what a turn ended with is synced to
//!   the disk before it is acknowledged; the journal of a running turn is not, and survives the death of the process.
//! - A turn is begun, journaled and sealed. Whatever happens in between, its words are in the journal, and the next start
//!   turns them into an interrupted message. A turn belongs to a running [`Store`]: another process on the same folder does
//!   not touch it while that one lives.
//! - Nothing here deletes a database. Copies are kept before a migration and once a day; a restore sets the damaged files
//!   aside.

mod archive;
mod arrival;
mod artifact_edits;
mod backup;
mod begun;
mod blob_text;
mod blobs;
mod branch_off;
mod branches;
mod changes;
mod check;
mod conversations;
mod copies;
mod draft_files;
mod drafts;
mod error;
mod files;
mod fold;
mod folders;
mod image_hosts;
mod incoming;
mod instance;
mod journal;
mod kept_parts;
mod keys;
mod listing;
mod mapped;
mod memory;
mod merge;
mod messages;
mod migrations;
mod models;
mod named;
mod open;
mod orphans;
mod parameters;
mod path;
mod personas;
mod preferences;
mod providers;
mod recovery;
mod rows;
mod search;
mod speeds;
mod storage;
mod store;
mod summaries;
mod tags;
mod templates;
mod trash;
mod turns;
mod unread;
mod unread_files;
mod usage;
mod verify;

pub use archive::ArchivedBlob;
pub use artifact_edits::ArtifactPlace;
pub use backup::{
    BackupFile, backed_up_blob, backup_blobs, backup_name, backups, check_backup, finish_backup,
    prepare_backups, unfinished_backup,
};
pub use blobs::blob_file;
pub use branch_off::NewBranch;
pub use branches::{OutlineEntry, TrashedBranch};
pub use changes::{Change, Changes};
pub use copies::{DatabaseCopy, copies, restore_copy, restore_file};
pub use draft_files::DraftFile;
pub use error::{OpenError, OpenErrorKind, StoreError, StoreErrorKind};
pub use folders::{DeletedFolder, Folder as ConversationFolder};
pub use incoming::Incoming;
pub use journal::{Asked, JournalEntry, JournalKind};
pub use keys::{KeyError, KeyUse, NamedKey};
pub use listing::{Counts, ListPlace, ListSort, ListedConversation, Page};
pub use merge::{Deleted, MergeOutcome, Merged, Standing};
pub use models::ModelOverride;
pub use open::database_file;
pub use parameters::ModelLore;
pub use path::{Extent, Path, Question};
pub use personas::PersonaPlace;
pub use providers::{CustomProvider, Providers};
pub use search::{Filter, FilterKey, Hit, SnippetPiece, filters, fold, search_date};
pub use speeds::ModelSpeed;
pub use storage::{ConversationSize, Storage};
pub use store::Store;
pub use summaries::Summary;
pub use tags::{DeletedTag, Tag};
pub use trash::Purged;
pub use turns::{NewTurn, Origin, Seal, TurnPlace};
pub use unread_files::UnreadFile;
pub use usage::{
    Calendar, CallRecord, CallTotal, ConversationUsage, DayUsage, Spent, UnpricedCall, UsageRow, UsedIn,
};
pub use verify::Verified;
