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

/// Copies a file into a folder under a name with its ending, in the same way.
pub(crate) async fn copy(folder: PathBuf, name: &str, mut from: File) -> Result<WrittenFile, IpcError> {
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    let (stem, ending) = (stem.to_owned(), ending.to_owned());
    let fill = move |file: &mut File| io::copy(&mut from, file).map(drop);
    let written = tokio::task::spawn_blocking(move || create_with(&folder, &stem, &ending, fill)).await;
    let path =
        written.map_err(|_| error::internal("The file was not written."))?.map_err(|e| error::file(&e))?;
    Ok(WrittenFile { path: path.display().to_string() })
}

/// Writes a file that a person agreed to see replaced: whole or not at all. On a blocking thread.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::InvalidFilename.into());
    };
    let unfinished = format!(".{}", name.to_string_lossy());
    let written = create_with(folder, &unfinished, ".unfinished", |file| file.write_all(bytes))?;
    fs::rename(&written, path).inspect_err(|_| {
        let _ = fs::remove_file(&written);
    })
}

fn create(folder: &Path, name: &str, extension: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    create_with(folder, name, &format!(".{extension}"), |file| file.write_all(bytes))
}

/// As [`write`], with what `fill` writes; the ending has its dot. Where that fails there is no file. On a blocking thread.
pub(crate) fn create_with(
    folder: &Path,
    name: &str,
    ending: &str,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut number = 1_u32;
    let (path, mut file) = loop {
        let number_word = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{name}{number_word}{ending}"));
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
