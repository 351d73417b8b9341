//! The long look: every page, index and reference of the database, and every byte of every file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use parlance_domain::BlobId;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use crate::blobs::on_a_thread;
use crate::{Store, StoreError, orphans};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    pub conversations: u64,
    pub messages: u64,
    /// The files of which the history knows.
    pub blobs: u64,
    /// They name pages, tables, rows and files, never what is in them.
    pub problems: Vec<String>,
}

impl Store {
    /// Reads all of it: SQLite's full check, the search against the messages, references between tables, the hash of each
    /// file. `progress` is told how many files were read, of how many.
    pub async fn verify(&self, mut progress: impl FnMut(u64, u64)) -> Result<Verified, StoreError> {
        let mut found = Verified { problems: self.integrity_check().await?, ..Verified::default() };
        let dangling = sqlx::query("PRAGMA foreign_key_check").fetch_all(&self.readers).await?;
        for row in &dangling {
            let (table, parent): (String, String) = (row.try_get(0)?, row.try_get(2)?);
            found.problems.push(format!("a row of {table} names one of {parent} that is not there"));
        }
        found.conversations = self.count("SELECT count(*) FROM conversation").await?;
        found.messages = self.count("SELECT count(*) FROM message").await?;
        let rows = sqlx::query("SELECT hash FROM blob ORDER BY hash").fetch_all(&self.readers).await?;
        found.blobs = rows.len() as u64;
        for (done, row) in (0..).zip(&rows) {
            progress(done, found.blobs);
            let id = orphans::id(row.try_get("hash")?)?;
            let file = self.folder.blob(id);
            match on_a_thread(move || hash(&file)).await {
                Ok(same) if same == id => {}
                Ok(_) => found.problems.push(format!("the file {id} holds other bytes")),
                Err(_) => found.problems.push(format!("the file {id} cannot be read")),
            }
        }
        Ok(found)
    }

    async fn count(&self, query: &'static str) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(query).fetch_one(&self.readers).await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

fn hash(file: &Path) -> io::Result<BlobId> {
    let mut file = File::open(file)?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        let read = file.read(&mut piece)?;
        match piece.get(..read).filter(|read| !read.is_empty()) {
            Some(read) => hash.update(read),
            None => return Ok(BlobId(hash.finalize().into())),
        }
    }
}
