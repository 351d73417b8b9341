//! Where an export lies: a file, a ZIP, a folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use zip::ZipArchive;

use crate::{Control, ImportError};

/// More files than any export has.
const MAX_ENTRIES: usize = 1_000_000;
const MAX_DEPTH: usize = 8;
/// The largest attachment that is taken along.
pub(crate) const MAX_FILE_BYTES: u64 = 64 << 20;
/// What a single file is called here, whatever its name.
const LONE_FILE: &str = "export.json";
const BUFFER_BYTES: usize = 256 << 10;

pub(crate) struct Container {
    place: Place,
    /// By their names, with `/` between folders.
    entries: BTreeMap<String, Entry>,
    /// The names by their last pieces.
    by_last: BTreeMap<String, String>,
}

enum Place {
    Paths,
    Zip(ZipArchive<Shared>),
}

struct Entry {
    at: At,
    bytes: u64,
}

enum At {
    Path(PathBuf),
    Index(usize),
}

impl Container {
    pub(crate) fn open(path: &Path) -> Result<Self, ImportError> {
        let about = fs::metadata(path).map_err(ImportError::Io)?;
        if about.is_dir() {
            return Ok(Self::of(Place::Paths, walk(path).map_err(ImportError::Io)?));
        }
        let mut file = File::open(path).map_err(ImportError::Io)?;
        let mut magic = [0; 4];
        let begun = read_up_to(&mut file, &mut magic).map_err(ImportError::Io)?;
        if &magic[..begun] == b"PK\x03\x04" || &magic[..begun] == b"PK\x05\x06" {
            return Self::zip(File::open(path).map_err(ImportError::Io)?);
        }
        let entry = Entry { at: At::Path(path.to_owned()), bytes: about.len() };
        Ok(Self::of(Place::Paths, BTreeMap::from([(LONE_FILE.to_owned(), entry)])))
    }

    fn of(place: Place, entries: BTreeMap<String, Entry>) -> Self {
        let last = |name: &String| (name.rsplit('/').next().unwrap_or_default().to_owned(), name.clone());
        Self { place, by_last: entries.keys().map(last).collect(), entries }
    }

    fn zip(file: File) -> Result<Self, ImportError> {
        let file = Shared { file: Arc::new(file), at: 0 };
        let mut archive = ZipArchive::new(file).map_err(ImportError::Zip)?;
        let mut entries = BTreeMap::new();
        for index in 0..archive.len().min(MAX_ENTRIES) {
            let entry = archive.by_index_raw(index).map_err(ImportError::Zip)?;
            if entry.is_file()
                && let Ok(name) = entry.name()
            {
                let name = name.replace('\\', "/");
                entries.insert(name, Entry { at: At::Index(index), bytes: entry.size() });
            }
        }
        Ok(Self::of(Place::Zip(archive), entries))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The file that is called by an id, with whatever stands behind it: `file-1` is `file-1-photo.png` and not `file-12.png`.
    pub(crate) fn find(&self, id: &str) -> Option<&str> {
        let mut at_least = self.by_last.range(id.to_owned()..).take_while(|(last, _)| last.starts_with(id));
        let (_, name) = at_least.find(|(last, _)| !last[id.len()..].starts_with(char::is_alphanumeric))?;
        Some(name).filter(|_| !id.is_empty()).map(String::as_str)
    }

    /// In bytes, unpacked; 0 where there is no such entry.
    pub(crate) fn size(&self, name: &str) -> u64 {
        self.entries.get(name).map_or(0, |entry| entry.bytes)
    }

    /// Reads an entry as a stream.
    pub(crate) fn stream<T>(
        &self,
        name: &str,
        control: &Control,
        read: impl FnOnce(BufReader<&mut dyn Read>) -> T,
    ) -> Result<T, ImportError> {
        self.with(name, |input| {
            let mut watched = Watched { input, control };
            read(BufReader::with_capacity(BUFFER_BYTES, &mut watched))
        })
    }

    /// The whole of an entry; `None` where it is missing, damaged or too large.
    pub(crate) fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        if self.size(name) > MAX_FILE_BYTES {
            return None;
        }
        let mut bytes = Vec::new();
        let read = self.with(name, |input| input.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)).ok()?;
        (read.is_ok() && bytes.len() as u64 <= MAX_FILE_BYTES).then_some(bytes)
    }

    fn with<T>(&self, name: &str, read: impl FnOnce(&mut dyn Read) -> T) -> Result<T, ImportError> {
        let missing = || ImportError::Io(io::ErrorKind::NotFound.into());
        match (&self.place, &self.entries.get(name).ok_or_else(missing)?.at) {
            (Place::Zip(archive), At::Index(index)) => {
                // A clone, since an attachment is read while the stream that names it is open.
                let mut archive = archive.clone();
                let mut entry = archive.by_index(*index).map_err(ImportError::Zip)?;
                Ok(read(&mut entry))
            }
            (_, At::Path(path)) => Ok(read(&mut File::open(path).map_err(ImportError::Io)?)),
            (Place::Paths, At::Index(_)) => Err(missing()),
        }
    }
}

/// A file that several read at places of their own.
#[derive(Clone)]
struct Shared {
    file: Arc<File>,
    at: u64,
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.file.metadata()?.len().checked_add_signed(by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Counts what is read, and ends it when it was cancelled.
struct Watched<'a> {
    input: &'a mut dyn Read,
    control: &'a Control,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.control.is_cancelled() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let control = self.control;
        if control.limit_bytes > 0 && control.progress().0 >= control.limit_bytes {
            return Ok(0);
        }
        let read = self.input.read(buffer)?;
        control.read_bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read(&mut buffer[read..])? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// The files of a folder, without those that links lead to.
fn walk(root: &Path) -> io::Result<BTreeMap<String, Entry>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        for file in fs::read_dir(folder)? {
            let file = file?;
            let Some(name) = file.file_name().to_str().map(|name| format!("{prefix}{name}")) else {
                continue;
            };
            let kind = file.file_type()?;
            if kind.is_dir() && depth < MAX_DEPTH {
                folders.push((file.path(), format!("{name}/"), depth + 1));
            } else if kind.is_file() && found.len() < MAX_ENTRIES {
                found.insert(name, Entry { at: At::Path(file.path()), bytes: file.metadata()?.len() });
            }
        }
    }
    Ok(found)
}
