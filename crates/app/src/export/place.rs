//! Where an export goes.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use parlance_ipc::IpcError;

use super::folder;
use crate::{App, error, new_file};

/// Of every export. One that was named with another's ending gets its own.
const ENDINGS: [&str; 5] = [".zip.age", ".zip", ".md", ".html", ".json"];

/// A folder, and perhaps the name of a file in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    folder: PathBuf,
    /// Without the ending.
    name: Option<String>,
    /// What has this name may be replaced.
    replaces: bool,
}

impl App {
    /// What a person named is a file where it has the ending of an export, and else a folder; `downloads` where nothing is named.
    pub(super) async fn export_place(
        &self,
        named: Option<&str>,
        downloads: PathBuf,
        ending: &'static str,
    ) -> Result<Place, IpcError> {
        let named = folder(named, downloads)?;
        let replaces = self.inner.replaceable.take(&named);
        let settled = tokio::task::spawn_blocking(move || settle(named, ending, replaces)).await;
        settled.map_err(|_| error::internal("The folder was not looked at."))
    }
}

fn settle(path: PathBuf, ending: &str, replaces: bool) -> Place {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let split = ENDINGS.iter().find_map(|ending| {
        let (stem, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
        (!stem.is_empty() && end.eq_ignore_ascii_case(ending)).then_some((stem, end))
    });
    let split = split.filter(|_| !path.is_dir());
    match (split, path.parent()) {
        (Some((stem, end)), Some(parent)) => Place {
            folder: parent.to_owned(),
            name: Some(stem.to_owned()),
            // Another ending, or one in other letters, is another file.
            replaces: replaces && end == ending,
        },
        _ => Place { folder: path, name: None, replaces: false },
    }
}

impl Place {
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn is_file(&self) -> bool {
        self.name.is_some()
    }

    /// Writes the file; `otherwise` is its name where none was given. On a blocking thread.
    pub(super) fn create(
        &self,
        otherwise: &str,
        ending: &str,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<PathBuf> {
        let name = self.name.as_deref().unwrap_or(otherwise);
        if !self.replaces {
            return new_file::create_with(&self.folder, name, ending, fill);
        }
        // Whole or not at all: what is there stays until the new one is.
        let written = new_file::create_with(&self.folder, &format!(".{name}"), ".unfinished", fill)?;
        let path = self.folder.join(format!("{name}{ending}"));
        match fs::rename(&written, &path) {
            Ok(()) => Ok(path),
            Err(failure) => {
                let _ = fs::remove_file(&written);
                Err(failure)
            }
        }
    }
}
