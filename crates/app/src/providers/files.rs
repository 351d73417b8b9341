//! The folder whose files each describe a provider of the user's.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_ipc::{AppEvent, BrokenProviderFile, IpcError, ProviderFiles, ProviderFilesArgs, WrittenFile};
use parlance_providers::{ProviderFile, check_id};
use tokio::sync::Mutex;

use super::{Known, is_of_program};
use crate::{App, new_file};

/// A description is a few lines.
pub(super) const MAX_BYTES: usize = 64 * 1024;
/// File systems take 255 bytes.
const FILE_NAME_CHARS: usize = 40;
/// Why an id cannot be had.
const OF_PROGRAM: &str = "belongs to a provider that Parlance brings along. Give it another";

/// What the folder held when it was read first, or was last asked to be read.
pub(crate) struct Files {
    folder: PathBuf,
    read: Mutex<Option<Arc<Found>>>,
}

/// By the name of the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    described: BTreeMap<String, (String, ProviderFile)>,
    broken: BTreeMap<String, String>,
}

impl Files {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, read: Mutex::new(None) }
    }

    pub(super) async fn found(&self, refresh: bool) -> Arc<Found> {
        let mut read = self.read.lock().await;
        match &*read {
            Some(found) if !refresh => found.clone(),
            _ => {
                let folder = self.folder.clone();
                // A reader that panicked has found nothing.
                let found = tokio::task::spawn_blocking(move || look(&folder)).await.unwrap_or_default();
                if !found.broken.is_empty() {
                    tracing::warn!(files = found.broken.len(), "some files describe no provider");
                }
                read.insert(Arc::new(found)).clone()
            }
        }
    }
}

impl Found {
    /// The providers whose ids `is_taken` leaves free.
    pub(super) fn known(&self, is_taken: impl Fn(&str) -> bool) -> Vec<Known> {
        let free = self.described.iter().filter(|(_, (id, _))| !is_taken(id));
        free.map(|(name, (id, file))| Known::described(file.clone(), id.clone(), Some(name.clone())))
            .collect()
    }

    pub(super) fn holds(&self, id: &str) -> bool {
        self.described.values().any(|(other, _)| other == id)
    }

    fn broken(&self, is_taken: impl Fn(&str) -> bool) -> Vec<BrokenProviderFile> {
        let taken = self.described.iter().filter(|(_, (id, _))| is_taken(id)).map(|(name, (id, _))| {
            (name.clone(), format!("A provider that you added in Settings has the id {id:?} already."))
        });
        let all: BTreeMap<_, _> = self.broken.clone().into_iter().chain(taken).collect();
        all.into_iter().map(|(file, message)| BrokenProviderFile { file, message }).collect()
    }
}

impl App {
    /// The folder of files that describe providers, and which of them do not.
    pub async fn provider_files(&self, args: ProviderFilesArgs) -> Result<ProviderFiles, IpcError> {
        let found = self.inner.files.found(args.refresh).await;
        if args.refresh {
            self.inner.models.forget_all();
            self.inner.served.forget_all();
            self.inner.events.send(AppEvent::Providers);
            self.inner.events.send(AppEvent::Models);
        }
        let custom = self.provider_changes().await?.custom;
        Ok(ProviderFiles {
            folder: self.inner.files.folder.display().to_string(),
            broken: found.broken(|id| custom.iter().any(|other| other.id == id)),
        })
    }

    /// Writes a description beside those that are read, into a folder that is not: the provider is known already.
    pub(super) async fn write_description(&self, name: &str, text: &str) -> Result<WrittenFile, IpcError> {
        let folder = self.inner.files.folder.join("exported");
        let extension = ProviderFile::ENDING.trim_start_matches('.');
        new_file::write(folder, file_stem(name), extension, text.as_bytes().to_vec()).await
    }
}

/// The name with nothing in it that a file system refuses.
fn file_stem(name: &str) -> String {
    let mut word = String::new();
    for c in name.chars().take(FILE_NAME_CHARS) {
        let c = if c.is_alphanumeric() { c } else { '-' };
        if c != '-' || !(word.is_empty() || word.ends_with('-')) {
            word.push(c);
        }
    }
    let word = word.trim_matches('-');
    if word.is_empty() { "provider".to_owned() } else { word.to_owned() }
}

/// Reads the folder. One that does not exist holds nothing.
fn look(folder: &Path) -> Found {
    let mut found = Found::default();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(failure) if failure.kind() == io::ErrorKind::NotFound => return found,
        Err(failure) => {
            let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
            found.broken.insert(name, format!("The folder cannot be read: {}.", failure.kind()));
            return found;
        }
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    // So that of two with one id it is always the same that counts.
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match describe(&path, &name, &found) {
            Ok(described) => drop(found.described.insert(name, described)),
            Err(message) => drop(found.broken.insert(name, message)),
        }
    }
    found
}

fn describe(path: &Path, name: &str, found: &Found) -> Result<(String, ProviderFile), String> {
    // Whatever else can be opened, such as a pipe, might never end.
    if !path.metadata().is_ok_and(|found| found.is_file()) {
        return Err("This is no file.".to_owned());
    }
    let text = read(path).map_err(|failure| format!("The file cannot be read: {}.", failure.kind()))?;
    let file = parse(&text)?;
    let id = match &file.id {
        Some(id) => id.clone(),
        None => {
            let stem = name.strip_suffix(ProviderFile::ENDING).or(name.strip_suffix(".toml")).unwrap_or(name);
            stem.to_ascii_lowercase()
        }
    };
    check_id(&id).map_err(|_| format!("{id:?} cannot be an id. Add one: id = \"my-provider\"."))?;
    if is_of_program(&id) {
        return Err(format!("The id {id:?} {OF_PROGRAM} id."));
    }
    if let Some((other, _)) = found.described.iter().find(|(_, (other, _))| *other == id) {
        return Err(format!("The id {id:?} is that of {other} already. Give it another id."));
    }
    Ok((id, file))
}

/// At most [`MAX_BYTES`] of a file: whatever lies in the folder is not taken into memory whole.
fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let limit = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
    fs::File::open(path)?.take(limit).read_to_string(&mut text)?;
    Ok(text)
}

/// A description whose id, if it has one, is not the program's.
pub(super) fn parse(text: &str) -> Result<ProviderFile, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("The file is larger than {} KiB.", MAX_BYTES / 1024));
    }
    let file = ProviderFile::parse(text).map_err(|failure| failure.to_string())?;
    match &file.id {
        Some(id) if is_of_program(id) => Err(format!("The id {id:?} {OF_PROGRAM} id.")),
        _ => Ok(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAB: &str = "version = 1\nname = \"Lab\"\nbase_url = \"http://127.0.0.1:9/v1\"\n";

    #[test]
    fn a_broken_file_leaves_the_others_alone() {
        let folder = tempfile::tempdir().unwrap();
        let with = |lines: &str| format!("{LAB}{lines}");
        for (name, text) in [
            ("lab.parlance-provider.toml", LAB.to_owned()),
            ("b.toml", with("id = \"own-id\"")),
            ("c.toml", with("id = \"own-id\"")),
            ("groq.toml", LAB.to_owned()),
            ("d.toml", with("id = \"openai\"")),
            ("e.toml", with("wire = \"soap\"")),
            ("Ünfug.toml", LAB.to_owned()),
            ("f.toml", with(&"#".repeat(MAX_BYTES))),
            ("notes.txt", "not a provider".to_owned()),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        fs::write(folder.path().join("g.toml"), b"\xff\xfe").unwrap();
        fs::create_dir(folder.path().join("h.toml")).unwrap();
        let found = look(folder.path());
        let known: Vec<_> =
            found.described.iter().map(|(name, (id, _))| (name.as_str(), id.as_str())).collect();
        assert_eq!(known, [("b.toml", "own-id"), ("lab.parlance-provider.toml", "lab")]);
        for (name, word) in [
            ("c.toml", "b.toml"),
            ("d.toml", "openai"),
            ("e.toml", "Line 4"),
            ("f.toml", "64 KiB"),
            ("g.toml", "cannot be read"),
            ("groq.toml", "brings along"),
            ("h.toml", "no file"),
            ("Ünfug.toml", "cannot be an id"),
        ] {
            assert!(found.broken[name].contains(word), "{name}: {}", found.broken[name]);
        }
        assert_eq!(found.broken.len(), 8);
    }

    #[test]
    fn a_folder_that_does_not_exist_is_empty_and_is_not_made() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(look(&home.path().join("providers")), Found::default());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn ids_of_the_program_are_not_to_be_had() {
        for id in ["openai", "guide", "auto"] {
            assert!(parse(&format!("{LAB}id = \"{id}\"\n")).unwrap_err().contains("Parlance brings along"));
        }
    }

    #[test]
    fn a_file_is_named_after_its_provider() {
        for (name, stem) in [
            ("My Lab (2)", "My-Lab-2"),
            ("../../etc/passwd", "etc-passwd"),
            ("Größe", "Größe"),
            ("…", "provider"),
        ] {
            assert_eq!(file_stem(name), stem);
        }
        assert!(file_stem(&"\u{10400}".repeat(ProviderFile::MAX_NAME_CHARS)).len() < 255);
    }
}
