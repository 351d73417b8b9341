//! Where files go to and come from, as a person chooses it. A face has the dialog; what is asked, and what the answer allows, is
//! settled here.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use parlance_ipc::{ChoosePathArgs, IpcError};

use crate::{App, error, export};

/// What the dialog of a face asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A folder, which may be made there.
    Folder,
    /// A file that is there.
    File,
    /// A new file. The dialog asks before it gives the path of one that is there.
    NewFile {
        /// With its ending.
        name: String,
        /// Without a dot. `None` where any will do.
        ending: Option<&'static str>,
    },
}

/// The file that a person agreed to see replaced: the dialog asked them.
#[derive(Default)]
pub(crate) struct Replaceable(Mutex<Option<PathBuf>>);

impl Replaceable {
    fn set(&self, path: Option<PathBuf>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = path;
    }

    /// Once.
    pub(crate) fn take(&self, path: &Path) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take_if(|chosen| chosen == path).is_some()
    }
}

impl App {
    /// Has a person choose a path. `ask` is the dialog: it gives `None` where nothing was chosen.
    pub async fn choose_path(
        &self,
        args: ChoosePathArgs,
        ask: impl AsyncFnOnce(Asked) -> Result<Option<PathBuf>, IpcError>,
    ) -> Result<Option<String>, IpcError> {
        let asked = match args {
            ChoosePathArgs::ExportOne { conversation, format } => {
                let title = self.store().await?.conversation(conversation).await.map_err(error::store)?.title;
                new_file(export::file_name(&title), export::ending(format))
            }
            ChoosePathArgs::ExportAll { sealed } => {
                new_file(export::ARCHIVE.to_owned(), export::archive_ending(sealed))
            }
            ChoosePathArgs::ExportFolder | ChoosePathArgs::BackupFolder => Asked::Folder,
            ChoosePathArgs::BackupFile => Asked::File,
        };
        let ending = match &asked {
            Asked::NewFile { ending, .. } => *ending,
            Asked::Folder | Asked::File => None,
        };
        let Some(chosen) = ask(asked).await? else { return Ok(None) };
        let Some(ending) = ending else { return Ok(Some(shown(&chosen))) };
        let path = with_ending(chosen.clone(), ending);
        // A name that was completed is another file than the one that the dialog asked about.
        self.inner.replaceable.set((path == chosen).then_some(chosen));
        Ok(Some(shown(&path)))
    }
}

fn new_file(name: String, ending: &'static str) -> Asked {
    let ending = ending.trim_start_matches('.');
    Asked::NewFile { name: format!("{name}.{ending}"), ending: Some(ending) }
}

fn with_ending(mut path: PathBuf, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !name.to_lowercase().ends_with(&format!(".{ending}")) {
        path.set_file_name(format!("{name}.{ending}"));
    }
    path
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
