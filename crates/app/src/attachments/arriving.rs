//! The ways in: a path that was dropped or chosen, and bytes that come piece by piece. What is too large never is in memory,
//! and what is given up leaves nothing.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlance_domain::{Attachment, BlobId, ConversationId, Timestamp};
use parlance_extract::{HEAD_BYTES, Kind};
use parlance_ipc::{
    AppEvent, AttachOfferedArgs, Attached, BeginUploadArgs, FileRefusal, IpcError, OfferedFile, UploadArgs,
    UploadBegun,
};
use parlance_providers::ImageType;
use parlance_store::{Incoming, Store};

use crate::{App, error};

/// The largest file that is attached.
pub(crate) const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// As many files go with one message.
const MOST_FILES: usize = 50;
/// Paths of drops and choices long ago are forgotten.
const MOST_OFFERS: usize = 1_000;
/// Uploads of a page that went away are given up for newer ones.
const MOST_UPLOADS: usize = 8;
const BUFFER_BYTES: usize = 256 * 1024;
const NAME_CHARS: usize = 200;

/// What was offered, and what is on its way.
#[derive(Default)]
pub(crate) struct Arriving(Mutex<State>);

#[derive(Default)]
struct State {
    last: u64,
    offers: BTreeMap<u64, PathBuf>,
    uploads: BTreeMap<u64, Upload>,
}

struct Upload {
    conversation: Option<ConversationId>,
    file: Arrival,
}

/// A file that is being written into the history.
struct Arrival {
    name: String,
    incoming: Incoming,
    head: Vec<u8>,
}

impl Arrival {
    async fn begin(store: &Store, name: &str) -> Result<Self, IpcError> {
        let incoming = store.incoming().await.map_err(error::store)?;
        Ok(Self { name: plain_name(name), incoming, head: Vec::new() })
    }

    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        let room = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
        self.incoming.write_all(bytes)
    }

    fn is_too_large(&self) -> bool {
        self.incoming.size_bytes() > MOST_BYTES
    }
}

impl Arriving {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

impl App {
    /// Takes note of files that a person dropped or chose, so that a face can have them attached by number.
    pub fn offer_files(&self, paths: Vec<PathBuf>) -> Vec<OfferedFile> {
        let mut state = self.inner.attachments.arriving.lock();
        let offered = paths
            .into_iter()
            .map(|path| {
                let name = file_name(&path);
                let id = state.next();
                state.offers.insert(id, path);
                OfferedFile { id, name }
            })
            .collect();
        while state.offers.len() > MOST_OFFERS {
            state.offers.pop_first();
        }
        offered
    }

    /// The path of a file that was offered, once.
    pub fn offered_path(&self, offered: u64) -> Option<PathBuf> {
        self.inner.attachments.arriving.lock().offers.remove(&offered)
    }

    /// Copies a file that was offered into the history and puts it beside a draft.
    pub async fn attach_offered(&self, args: AttachOfferedArgs) -> Result<Attached, IpcError> {
        let store = self.store().await?;
        let Some(path) = self.offered_path(args.offered) else { return Ok(refused(FileRefusal::Gone)) };
        if let Some(reason) = self.full(&store, args.conversation).await? {
            return Ok(refused(reason));
        }
        let mut arrival = Arrival::begin(&store, &file_name(&path)).await?;
        let copied = blocking(move || copy(&path, &mut arrival).map(|refusal| (arrival, refusal))).await?;
        match copied.map_err(|failure| error::file(&failure))? {
            (_, Some(reason)) => Ok(refused(reason)),
            (arrival, None) => self.arrived(&store, args.conversation, arrival).await,
        }
    }

    /// Begins a file whose bytes come with [`App::upload_piece`].
    pub async fn begin_upload(&self, args: BeginUploadArgs) -> Result<UploadBegun, IpcError> {
        let store = self.store().await?;
        let reason = match args.size_bytes {
            0 => Some(FileRefusal::Empty),
            size if size > MOST_BYTES => Some(FileRefusal::TooLarge { most_bytes: MOST_BYTES }),
            _ => self.full(&store, args.conversation).await?,
        };
        if let Some(reason) = reason {
            return Ok(UploadBegun::Refused { reason });
        }
        let file = Arrival::begin(&store, &args.name).await?;
        let mut state = self.inner.attachments.arriving.lock();
        let upload = state.next();
        state.uploads.insert(upload, Upload { conversation: args.conversation, file });
        while state.uploads.len() > MOST_UPLOADS {
            state.uploads.pop_first();
        }
        Ok(UploadBegun::Begun { upload })
    }

    /// The next bytes of an upload. They come one after the other: whoever sends waits for the answer.
    pub async fn upload_piece(&self, upload: u64, bytes: Vec<u8>) -> Result<(), IpcError> {
        let mut taken = self.taken(upload)?;
        let written = blocking(move || taken.file.push(&bytes).map(|()| taken)).await?;
        let taken = written.map_err(|failure| error::file(&failure))?;
        if taken.file.is_too_large() {
            return Err(error::invalid("The file is larger than was said."));
        }
        self.inner.attachments.arriving.lock().uploads.insert(upload, taken);
        Ok(())
    }

    /// All of an upload is there: puts it beside its draft.
    pub async fn end_upload(&self, args: UploadArgs) -> Result<Attached, IpcError> {
        let Upload { conversation, file } = self.taken(args.upload)?;
        self.arrived(&*self.store().await?, conversation, file).await
    }

    /// Gives an upload up.
    pub async fn abort_upload(&self, args: UploadArgs) -> Result<(), IpcError> {
        self.inner.attachments.arriving.lock().uploads.remove(&args.upload);
        Ok(())
    }

    /// Attaches bytes that are in memory already.
    pub async fn attach_bytes(
        &self,
        conversation: Option<ConversationId>,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Attached, IpcError> {
        let store = self.store().await?;
        if let Some(reason) = self.full(&store, conversation).await? {
            return Ok(refused(reason));
        }
        let mut arrival = Arrival::begin(&store, name).await?;
        let written = blocking(move || arrival.push(&bytes).map(|()| arrival)).await?;
        self.arrived(&store, conversation, written.map_err(|failure| error::file(&failure))?).await
    }

    /// Why a draft takes no further file.
    async fn full(
        &self,
        store: &Store,
        conversation: Option<ConversationId>,
    ) -> Result<Option<FileRefusal>, IpcError> {
        if self.is_temporary(conversation) {
            return Ok(Some(FileRefusal::Temporary));
        }
        let files = store.draft_files(conversation).await.map_err(error::store)?;
        let most = u32::try_from(MOST_FILES).unwrap_or(u32::MAX);
        Ok((files.len() >= MOST_FILES).then_some(FileRefusal::TooMany { most }))
    }

    fn taken(&self, upload: u64) -> Result<Upload, IpcError> {
        let taken = self.inner.attachments.arriving.lock().uploads.remove(&upload);
        taken.ok_or_else(|| error::invalid("This upload was given up. Attach the file again."))
    }

    async fn arrived(
        &self,
        store: &Store,
        conversation: Option<ConversationId>,
        arrival: Arrival,
    ) -> Result<Attached, IpcError> {
        let Arrival { name, incoming, head } = arrival;
        let size_bytes = incoming.size_bytes();
        if size_bytes == 0 {
            return Ok(refused(FileRefusal::Empty));
        }
        let kind = Kind::of(&head, &name);
        let media_type = match kind.media_type(&name) {
            Some(media_type) => media_type,
            None => ImageType::of(&head).map_or("application/octet-stream", ImageType::mime),
        };
        let blob = store.keep_blob(incoming, media_type, Timestamp::now()).await.map_err(error::store)?;
        if holds(store, conversation, blob).await? {
            return Ok(refused(FileRefusal::Duplicate));
        }
        let file = Attachment { blob, name, media_type: media_type.to_owned(), size_bytes };
        let added = store.add_draft_file(conversation, &file, None).await.map_err(error::store)?;
        let file = self.draft_file_view(store, added).await?;
        self.inner.events.send(AppEvent::DraftFiles);
        Ok(Attached::Attached { file })
    }
}

fn refused(reason: FileRefusal) -> Attached {
    Attached::Refused { reason }
}

async fn holds(store: &Store, conversation: Option<ConversationId>, blob: BlobId) -> Result<bool, IpcError> {
    let files = store.draft_files(conversation).await.map_err(error::store)?;
    Ok(files.iter().any(|file| file.file.blob == blob))
}

/// Why a file cannot be copied, where that is the file's own fault. An error is the history's.
fn copy(path: &Path, arrival: &mut Arrival) -> io::Result<Option<FileRefusal>> {
    let unreadable = |failure: &io::Error| match failure.kind() {
        io::ErrorKind::NotFound => FileRefusal::Gone,
        _ => FileRefusal::Unreadable,
    };
    // Before it is opened: to open a pipe waits for whoever writes into it.
    let facts = match std::fs::metadata(path) {
        Ok(facts) => facts,
        Err(failure) => return Ok(Some(unreadable(&failure))),
    };
    let reason = match facts.len() {
        _ if facts.is_dir() => Some(FileRefusal::Folder),
        _ if !facts.is_file() => Some(FileRefusal::Unreadable),
        0 => Some(FileRefusal::Empty),
        size if size > MOST_BYTES => Some(FileRefusal::TooLarge { most_bytes: MOST_BYTES }),
        _ => None,
    };
    if reason.is_some() {
        return Ok(reason);
    }
    let mut file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(failure) => return Ok(Some(unreadable(&failure))),
    };
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => return Ok(None),
            Ok(read) => read,
            Err(failure) if failure.kind() == io::ErrorKind::Interrupted => continue,
            Err(failure) => return Ok(Some(unreadable(&failure))),
        };
        arrival.push(buffer.get(..read).unwrap_or_default())?;
        // It may have grown since.
        if arrival.is_too_large() {
            return Ok(Some(FileRefusal::TooLarge { most_bytes: MOST_BYTES }));
        }
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, IpcError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| error::internal("The work on a file was given up."))
}

fn file_name(path: &Path) -> String {
    plain_name(&path.file_name().unwrap_or_default().to_string_lossy())
}

/// A name without folders and control characters, and not too long. Its ending stays.
pub(crate) fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() {
        return "file".to_owned();
    }
    let count = name.chars().count();
    if count <= NAME_CHARS {
        return name.to_owned();
    }
    let ending: String = name.chars().skip(count - 20).collect();
    let ending = ending.rfind('.').and_then(|dot| ending.get(dot..)).unwrap_or_default();
    let stem: String = name.chars().take(NAME_CHARS - ending.chars().count()).collect();
    stem + ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folders_and_keeps_its_ending() {
        for (given, name) in [
            ("notes.md", "notes.md"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\a b.pdf", "a b.pdf"),
            ("new\nline\u{0}.txt", "newline.txt"),
            (".bashrc", "bashrc"),
            ("  ", "file"),
            ("...", "file"),
        ] {
            assert_eq!(plain_name(given), name, "{given:?}");
        }
        let long = plain_name(&format!("{}.docx", "ü".repeat(500)));
        assert!(long.chars().count() == NAME_CHARS && long.ends_with("ü.docx"));
    }
}
