//! Writes the ZIP that holds everything, from its first byte to its last: nothing is kept but what the next file needs.

use std::io::{self, Read, Write};

use parlance_domain::{ArchivedConversation, ArchivedUsage, BlobId, Organisation, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::manifest::{self, Counts, FileRecord, Manifest};

/// A file of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRecord {
    pub hash: BlobId,
    pub size_bytes: u64,
    pub media_type: String,
}

#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the ZIP could not be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("something could not be written as JSON")]
    Json,
    /// Its bytes are not those of its name.
    #[error("the file {0} holds other bytes")]
    Damaged(BlobId),
}

/// In this order: the organisation, conversations, usage, blobs, the end.
pub struct Packer<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    files: Vec<FileRecord>,
    counts: Counts,
    open: Option<OpenFile>,
}

struct OpenFile {
    path: &'static str,
    hash: Sha256,
    size_bytes: u64,
}

impl<W: Write> Packer<W> {
    /// # Errors
    /// When `out` fails.
    pub fn new(out: W, organisation: &Organisation) -> Result<Self, PackError> {
        let zip = ZipWriter::new_stream(out);
        let mut packer = Self { zip, files: Vec::new(), counts: Counts::default(), open: None };
        packer.line(manifest::ORGANISATION, organisation)?;
        packer.begin(manifest::CONVERSATIONS)?;
        Ok(packer)
    }

    pub fn conversation(&mut self, conversation: &ArchivedConversation) -> Result<(), PackError> {
        self.counts.conversations += 1;
        self.counts.messages += conversation.messages.len() as u64;
        self.line(manifest::CONVERSATIONS, conversation)
    }

    pub fn usage(&mut self, call: &ArchivedUsage) -> Result<(), PackError> {
        self.counts.usage += 1;
        self.line(manifest::USAGE, call)
    }

    /// Says of all blobs what they are; they follow.
    pub fn blob_list(&mut self, blobs: &[BlobRecord]) -> Result<(), PackError> {
        self.begin(manifest::USAGE)?;
        self.begin(manifest::BLOBS)?;
        for blob in blobs {
            self.line(manifest::BLOBS, blob)?;
        }
        self.end_file();
        Ok(())
    }

    /// # Errors
    /// [`PackError::Damaged`] when the bytes are others than the name says; the archive is of no use then.
    pub fn blob(&mut self, id: BlobId, bytes: &mut dyn Read) -> Result<(), PackError> {
        let name = id.to_string();
        // What is attached is compressed already: pictures, PDF, office files.
        self.zip.start_file(
            format!("blobs/{}/{name}", name.get(..2).unwrap_or_default()),
            options(CompressionMethod::Stored),
        )?;
        let mut hash = Sha256::new();
        let mut piece = vec![0; 64 * 1024];
        loop {
            let read = bytes.read(&mut piece)?;
            let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else { break };
            hash.update(read);
            self.zip.write_all(read)?;
            self.counts.blob_bytes += read.len() as u64;
        }
        self.counts.blobs += 1;
        if BlobId(hash.finalize().into()) == id { Ok(()) } else { Err(PackError::Damaged(id)) }
    }

    /// Counts a blob that is not there.
    pub fn missing_blob(&mut self) {
        self.counts.missing_blobs += 1;
    }

    /// Writes the manifest and gives back the writer, which the caller brings to the disk.
    pub fn finish(mut self, app: &str, made_at: Timestamp) -> Result<(W, Counts), PackError> {
        self.end_file();
        let manifest = Manifest {
            format: manifest::FORMAT.to_owned(),
            version: manifest::VERSION,
            app: app.to_owned(),
            made_at,
            counts: self.counts,
            files: std::mem::take(&mut self.files),
        };
        self.zip.start_file(manifest::MANIFEST, options(CompressionMethod::Deflated))?;
        let text = serde_json::to_vec_pretty(&manifest).map_err(|_| PackError::Json)?;
        self.zip.write_all(&text)?;
        Ok((self.zip.finish()?.into_inner(), self.counts))
    }

    /// Adds a line to a file, which is begun where another one is open.
    fn line(&mut self, path: &'static str, value: &impl Serialize) -> Result<(), PackError> {
        self.begin(path)?;
        let mut line = serde_json::to_vec(value).map_err(|_| PackError::Json)?;
        line.push(b'\n');
        self.zip.write_all(&line)?;
        if let Some(open) = &mut self.open {
            open.hash.update(&line);
            open.size_bytes += line.len() as u64;
        }
        Ok(())
    }

    fn begin(&mut self, path: &'static str) -> Result<(), PackError> {
        if self.open.as_ref().is_some_and(|open| open.path == path) {
            return Ok(());
        }
        self.end_file();
        self.zip.start_file(path, options(CompressionMethod::Deflated))?;
        self.open = Some(OpenFile { path, hash: Sha256::new(), size_bytes: 0 });
        Ok(())
    }

    fn end_file(&mut self) {
        if let Some(OpenFile { path, hash, size_bytes }) = self.open.take() {
            let sha256 = BlobId(hash.finalize().into()).to_string();
            self.files.push(FileRecord { path: path.to_owned(), size_bytes, sha256 });
        }
    }
}

/// The same bytes for the same history: the moment is in the manifest alone.
fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o600)
        .large_file(true)
}
