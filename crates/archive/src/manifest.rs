use parlance_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) const FORMAT: &str = "parlance-archive";
pub(crate) const VERSION: u32 = 1;

pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const ORGANISATION: &str = "organisation.json";
pub(crate) const CONVERSATIONS: &str = "conversations.jsonl";
pub(crate) const USAGE: &str = "usage.jsonl";
pub(crate) const BLOBS: &str = "blobs.jsonl";

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub(crate) format: String,
    pub version: u32,
    /// The version of the program that wrote it.
    pub app: String,
    pub made_at: Timestamp,
    pub counts: Counts,
    /// The files of text. Those of `blobs/` are named by their hash.
    pub files: Vec<FileRecord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    pub conversations: u64,
    pub messages: u64,
    pub usage: u64,
    pub blobs: u64,
    /// Of all blobs together.
    pub blob_bytes: u64,
    /// Blobs that messages name and the history did not have.
    pub missing_blobs: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    pub path: String,
    pub size_bytes: u64,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
}
