//! What other clients export, as conversations of ours.
//!
//! A file, a ZIP or a folder is read as a stream, one conversation at a time; what is broken is skipped with a reason and the
//! rest is read. What a file is shows in what is in it, never in its name. Ids follow from the ids in the export, so that the
//! same conversation has the same ids in every export.

mod container;
mod draft;
mod files;
mod flatten;
mod formats;
mod read;
mod split;
mod values;

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parlance_domain::ArchivedConversation;

pub use files::Bytes;
pub use read::{read, recognise};

/// Whose export it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    ChatGpt,
    Claude,
    OpenWebUi,
    LibreChat,
    Jan,
    Chatbox,
    /// Our own: a conversation a file.
    Parlance,
}

impl Format {
    /// What `ArchivedConversation::source` says of others.
    pub fn word(self) -> &'static str {
        match self {
            Self::ChatGpt => "chatgpt",
            Self::Claude => "claude",
            Self::OpenWebUi => "open-webui",
            Self::LibreChat => "librechat",
            Self::Jan => "jan",
            Self::Chatbox => "chatbox",
            Self::Parlance => "parlance",
        }
    }
}

/// One conversation that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    pub conversation: ArchivedConversation,
    /// Files that the export names and does not hold; the conversation says so in their places.
    pub lost_files: usize,
    /// How many bytes it has in the export.
    pub bytes: usize,
}

/// One conversation that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// As much of its title as could be read; may be empty.
    pub title: String,
    pub reason: SkipReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// Not JSON, or not of the shape that its neighbours have.
    Unreadable,
    /// The file ends in the middle of it.
    CutOff,
    /// More than 32 MiB, or 128 MiB in a file of our own.
    TooLarge,
    /// It holds no message that a person could see.
    Empty,
    /// A later version of Parlance wrote it.
    Newer,
}

/// Nothing more is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// Takes what is read, in the order of the export.
pub trait Sink {
    fn conversation(&mut self, imported: Imported) -> Result<(), Stop>;
    fn skipped(&mut self, skipped: Skipped) -> Result<(), Stop>;
    /// A file of the conversation that comes next; it has to be kept before that one. `false` where files are not wanted: then
    /// they are only named.
    fn file(&mut self, bytes: Bytes) -> Result<bool, Stop>;
}

/// Watches and ends a run from another thread.
#[derive(Debug, Default)]
pub struct Control {
    cancelled: AtomicBool,
    read_bytes: AtomicU64,
    total_bytes: AtomicU64,
    /// 0 is none.
    limit_bytes: u64,
}

impl Control {
    /// For a look at the beginning: every file seems to end there.
    pub(crate) fn up_to(limit_bytes: u64) -> Self {
        Self { limit_bytes, ..Self::default() }
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// How much was read of how much, in bytes of JSON.
    pub fn progress(&self) -> (u64, u64) {
        (self.read_bytes.load(Ordering::Relaxed), self.total_bytes.load(Ordering::Relaxed))
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the file cannot be read: {}", .0.kind())]
    Io(#[source] io::Error),
    #[error("the ZIP file is damaged or locked with a password")]
    Zip(#[source] zip::result::ZipError),
    #[error("this is no export of a client that is known")]
    Unknown,
    #[error("this is everything that Parlance exported, which is restored")]
    Archive,
    #[error("it was cancelled")]
    Cancelled,
}
