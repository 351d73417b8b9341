//! What kind of file it is that is restored from, and what is said where it cannot be read.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use parlance_archive::{Archive, ArchiveError, Counts, SealError};
use parlance_ipc::{ErrorCode, IpcError};

use crate::error;

pub(super) fn start_of(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut start = Vec::new();
    File::open(path)?.take(32).read_to_end(&mut start)?;
    Ok(start)
}

pub(super) fn is_database(start: &[u8]) -> bool {
    start.starts_with(b"SQLite format 3\0")
}

/// Reads the whole of what was written behind a passphrase.
pub(super) fn check_sealed(path: &Path, passphrase: &str, counts: Counts) -> Result<(), IpcError> {
    let file = File::open(path).map_err(|failure| error::file(&failure))?;
    let opened = parlance_archive::open_sealed(file, passphrase).map_err(sealed)?;
    let mut written = Archive::open(BufReader::new(opened)).map_err(archive)?;
    let (mut blobs, mut conversations) = (Vec::new(), 0);
    let whole = written.conversations(|found| {
        conversations += u64::from(found.is_some());
        true
    });
    let listed = written.blobs(|found| {
        blobs.extend(found);
        true
    });
    let mut whole =
        whole.map_err(archive)? && listed.map_err(archive)? && conversations == counts.conversations;
    for blob in &blobs {
        whole &= written.blob(blob).map_err(archive)?.is_some();
    }
    if whole {
        Ok(())
    } else {
        Err(error::invalid("The backup could not be read again after it was written."))
    }
}

pub(super) fn unread_path(path: &Path, failure: &std::io::Error) -> IpcError {
    unread(&path.display().to_string(), failure)
}

pub(super) fn unread(path: &str, failure: &std::io::Error) -> IpcError {
    match failure.kind() {
        std::io::ErrorKind::NotFound => {
            IpcError::new(ErrorCode::NotFound, format!("There is no file at {path}."))
        }
        kind => error::invalid(format!("{path} cannot be read: {kind}.")),
    }
}

pub(super) fn archive(failure: ArchiveError) -> IpcError {
    error::invalid(format!("This archive cannot be read: {failure}."))
}

pub(super) fn sealed(failure: SealError) -> IpcError {
    match failure {
        SealError::Passphrase => {
            error::invalid("This is not the passphrase that the backup was closed with.")
        }
        failure => error::invalid(format!("This file cannot be read: {failure}.")),
    }
}
