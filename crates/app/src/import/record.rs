//! What is kept of an import on the disk: that it began, and its report.

use std::fs;
use std::io;
use std::path::PathBuf;

use parlance_ipc::{ImportReport, ImportStartArgs, IpcError};
use serde::{Deserialize, Serialize};

use super::blocking;
use crate::{Home, error, kept_file};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) args: ImportStartArgs,
    /// `None` while it runs, and where it was cut off.
    pub(super) report: Option<ImportReport>,
}

fn file(home: &Home) -> PathBuf {
    home.folder().join("import.json")
}

pub(super) async fn write(home: &Home, record: Record) -> Result<(), IpcError> {
    let file = file(home);
    let written = blocking(move || kept_file::replace(&file, &serde_json::to_vec(&record)?));
    written.await?.map_err(|failure| error::file(&failure))
}

/// One that cannot be read is none.
pub(super) async fn read(home: &Home) -> Result<Option<Record>, IpcError> {
    let file = file(home);
    let bytes = blocking(move || fs::read(file)).await?;
    Ok(bytes.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

pub(super) async fn remove(home: &Home) -> Result<(), IpcError> {
    let file = file(home);
    match blocking(move || fs::remove_file(file)).await? {
        Err(failure) if failure.kind() != io::ErrorKind::NotFound => Err(error::file(&failure)),
        _ => Ok(()),
    }
}
