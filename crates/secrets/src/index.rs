//! The names of the accounts that the keyring holds, in a small JSON file of the data folder.
//!
//! A locked keyring cannot say whether it holds a key. With this file "cannot be reached now" differs from "never set".
//! It holds names only. Losing it costs nothing but that difference, so a failure to write it is logged and not raised.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone)]
pub(crate) struct Index {
    path: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
struct File {
    accounts: BTreeSet<String>,
}

impl Index {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(crate) fn contains(&self, account: &str) -> bool {
        self.read().accounts.contains(account)
    }

    /// True when the account was not there before.
    pub(crate) fn add(&self, account: &str) -> bool {
        self.change(|accounts| accounts.insert(account.to_owned()))
    }

    pub(crate) fn remove(&self, account: &str) -> bool {
        self.change(|accounts| accounts.remove(account))
    }

    /// Read anew for each change, because the window and the terminal face share the file. Two changes in the same
    /// instant may lose one name; see the module's note on what that costs.
    fn change(&self, change: impl FnOnce(&mut BTreeSet<String>) -> bool) -> bool {
        let mut file = self.read();
        let changed = change(&mut file.accounts);
        if changed && let Err(error) = write(&self.path, &file) {
            tracing::warn!(%error, "the list of saved keys could not be written");
        }
        changed
    }

    fn read(&self) -> File {
        let text = match std::fs::read(&self.path) {
            Ok(text) => text,
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(%error, "the list of saved keys could not be read");
                }
                return File::default();
            }
        };
        serde_json::from_slice(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "the list of saved keys is damaged and starts anew");
            File::default()
        })
    }
}

/// Written beside and renamed, so that a crash leaves the old file or the new one.
fn write(path: &Path, file: &File) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut beside, file)?;
    beside.write_all(b"\n")?;
    beside.as_file().sync_all()?;
    beside.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::new(folder.path().join("deep/keys.json"));
        assert!(!index.contains("provider/openai"));
        assert!(index.add("provider/openai"));
        assert!(!index.add("provider/openai"));
        assert!(Index::new(folder.path().join("deep/keys.json")).contains("provider/openai"));
        assert!(index.remove("provider/openai"));
        assert!(!index.contains("provider/openai"));
    }

    #[test]
    fn a_damaged_file_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        std::fs::write(&path, "{\"accounts\": [7").unwrap();
        let index = Index::new(path);
        assert!(!index.contains("a"));
        assert!(index.add("a"));
        assert!(index.contains("a"));
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_failure() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("file");
        std::fs::write(&in_the_way, "").unwrap();
        let index = Index::new(in_the_way.join("keys.json"));
        assert!(index.add("a"));
        assert!(!index.contains("a"));
    }
}
