//! Files for other programs. None that is there is replaced.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use parlance_ipc::{IpcError, WrittenFile};

use crate::error;

/// Writes `<name>.<extension>` into a folder, or `<name>-2.<extension>` where that is taken, and so on.
pub(crate) async fn write(
    folder: PathBuf,
    name: String,
    extension: &'static str,
    bytes: Vec<u8>,
) -> Result<WrittenFile, IpcError> {
    let written = tokio::task::spawn_blocking(move || create(&folder, &name, extension, &bytes)).await;
    let path =
        written.map_err(|_| error::internal("The file was not written."))?.map_err(|e| error::file(&e))?;
    Ok(WrittenFile { path: path.display().to_string() })
}

fn create(folder: &Path, name: &str, extension: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    create_with(folder, name, extension, |file| file.write_all(bytes))
}

/// As [`write`], with what `fill` writes. Where that fails there is no file. On a blocking thread.
pub(crate) fn create_with(
    folder: &Path,
    name: &str,
    extension: &str,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut number = 1_u32;
    let (path, mut file) = loop {
        let number_word = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{name}{number_word}.{extension}"));
        match File::create_new(&path) {
            Ok(file) => break (path, file),
            Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(failure) => return Err(failure),
        }
    };
    // Half a file would be taken for a whole one.
    if let Err(failure) = fill(&mut file) {
        let _ = fs::remove_file(&path);
        return Err(failure);
    }
    Ok(path)
}
