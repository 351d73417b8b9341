//! Reads the ZIP that holds everything. What it holds was written by somebody: nothing of it is believed.

use std::io::{self, BufRead, BufReader, Read, Seek};

use parlance_domain::{ArchivedConversation, ArchivedUsage, BlobId, Organisation};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::BlobRecord;
use crate::manifest::{self, Manifest};

/// The longest line, and the largest file but for conversations, usage and blobs: a conversation has a small part of it.
const MAX_LINE_BYTES: u64 = 512 * 1024 * 1024;
const MAX_SMALL_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Why an archive cannot be read. It quotes nothing of it.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("it is not an archive that Parlance has written")]
    Foreign,
    #[error("it was written by a newer version of Parlance")]
    Newer,
    /// `what` names a file in the archive.
    #[error("{what} in it is damaged")]
    Damaged { what: String },
    #[error(transparent)]
    Io(io::Error),
}

impl From<ZipError> for ArchiveError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => Self::Io(error),
            _ => Self::Foreign,
        }
    }
}

/// An archive, open for reading.
pub struct Archive<R: Read + Seek> {
    zip: ZipArchive<R>,
    manifest: Manifest,
}

impl<R: Read + Seek> Archive<R> {
    pub fn open(reader: R) -> Result<Self, ArchiveError> {
        let mut zip = ZipArchive::new(reader)?;
        let manifest = match zip.by_name(manifest::MANIFEST) {
            Ok(file) => small(file, manifest::MANIFEST)?,
            Err(ZipError::FileNotFound) => return Err(ArchiveError::Foreign),
            Err(error) => return Err(error.into()),
        };
        let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|_| ArchiveError::Foreign)?;
        match (manifest.format.as_str(), manifest.version) {
            (manifest::FORMAT, manifest::VERSION) => Ok(Self { zip, manifest }),
            (manifest::FORMAT, newer) if newer > manifest::VERSION => Err(ArchiveError::Newer),
            _ => Err(ArchiveError::Foreign),
        }
    }

    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub fn organisation(&mut self) -> Result<Organisation, ArchiveError> {
        let damaged = || damaged(manifest::ORGANISATION);
        let bytes = match self.zip.by_name(manifest::ORGANISATION) {
            Ok(file) => small(file, manifest::ORGANISATION)?,
            Err(_) => return Err(damaged()),
        };
        serde_json::from_slice(&bytes).map_err(|_| damaged())
    }

    /// Hands out one conversation after the other, `None` for a line that holds none, until `each` says `false`. Gives
    /// whether the whole file was read and is the one that was written.
    pub fn conversations(
        &mut self,
        each: impl FnMut(Option<ArchivedConversation>) -> bool,
    ) -> Result<bool, ArchiveError> {
        self.lines(manifest::CONVERSATIONS, each)
    }

    /// As [`Archive::conversations`].
    pub fn usage(&mut self, each: impl FnMut(Option<ArchivedUsage>) -> bool) -> Result<bool, ArchiveError> {
        self.lines(manifest::USAGE, each)
    }

    /// As [`Archive::conversations`].
    pub fn blobs(&mut self, each: impl FnMut(Option<BlobRecord>) -> bool) -> Result<bool, ArchiveError> {
        self.lines(manifest::BLOBS, each)
    }

    /// The bytes of a blob, which are those of its name; `None` where the archive does not have it. In memory: the largest
    /// file that was attached decides.
    pub fn blob(&mut self, record: &BlobRecord) -> Result<Option<Vec<u8>>, ArchiveError> {
        let name = record.hash.to_string();
        let path = format!("blobs/{}/{name}", name.get(..2).unwrap_or_default());
        let file = match self.zip.by_name(&path) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // One that swells beyond what was said of it is not read to its end.
        let mut bytes = Vec::new();
        file.take(record.size_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| damaged(&path))?;
        if BlobId(Sha256::digest(&bytes).into()) == record.hash {
            Ok(Some(bytes))
        } else {
            Err(damaged(&path))
        }
    }

    fn lines<T: DeserializeOwned>(
        &mut self,
        path: &str,
        mut each: impl FnMut(Option<T>) -> bool,
    ) -> Result<bool, ArchiveError> {
        let known = self.manifest.files.iter().find(|file| file.path == path).cloned();
        let file = match self.zip.by_name(path) {
            Ok(file) => file,
            // What has none of a kind may lack its file.
            Err(ZipError::FileNotFound) => return Ok(known.is_none()),
            Err(error) => return Err(error.into()),
        };
        let mut reader = BufReader::new(file);
        let (mut hash, mut line) = (Sha256::new(), Vec::new());
        loop {
            line.clear();
            let read = reader
                .by_ref()
                .take(MAX_LINE_BYTES)
                .read_until(b'\n', &mut line)
                .map_err(|_| damaged(path))?;
            if read == 0 {
                let sha256 = BlobId(hash.finalize().into()).to_string();
                return Ok(known.is_some_and(|known| known.sha256 == sha256));
            }
            hash.update(&line);
            if line.last() != Some(&b'\n') && read as u64 == MAX_LINE_BYTES {
                return Err(damaged(path));
            }
            if !each(serde_json::from_slice(&line).ok()) {
                return Ok(false);
            }
        }
    }
}

fn small(file: impl Read, path: &str) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    file.take(MAX_SMALL_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|_| damaged(path))?;
    if bytes.len() as u64 > MAX_SMALL_FILE_BYTES { Err(damaged(path)) } else { Ok(bytes) }
}

fn damaged(what: &str) -> ArchiveError {
    ArchiveError::Damaged { what: what.to_owned() }
}
