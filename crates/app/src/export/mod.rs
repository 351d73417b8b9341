//! Conversations as files for other programs, and everything as one.

mod archive;
mod place;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use parlance_archive::Words;
use parlance_domain::{ArchivedConversation, ConversationId};
use parlance_ipc::{ExportArgs, ExportFormat, ExportedFiles, IpcError, PrintArgs, WrittenFile};

pub(crate) use archive::{checked_passphrase, pack};

use place::Place;

use crate::{App, error};

/// What the file of everything is called, without its ending.
pub(crate) const ARCHIVE: &str = "parlance-history";

impl App {
    /// Writes each conversation into a file of its own, into `args.folder` or else `downloads`. No file is replaced but one that
    /// was chosen in [`App::choose_path`].
    pub async fn export_conversations(
        &self,
        args: ExportArgs,
        downloads: PathBuf,
    ) -> Result<ExportedFiles, IpcError> {
        if args.conversations.is_empty() {
            return Err(error::invalid("Choose at least one conversation."));
        }
        let place = self.export_place(args.folder.as_deref(), downloads, ending(args.format)).await?;
        if place.is_file() && args.conversations.len() > 1 {
            return Err(error::invalid("These are several files: name a folder for them."));
        }
        let mut files = Vec::with_capacity(args.conversations.len());
        for id in args.conversations {
            files.push(self.export_one(id, args.format, &args.language, &place).await?);
        }
        Ok(ExportedFiles { folder: place.folder().display().to_string(), files })
    }

    /// Writes a conversation as the page from which a browser prints it or makes a PDF of it.
    pub async fn printable(&self, args: PrintArgs) -> Result<WrittenFile, IpcError> {
        let place = self.export_place(None, self.home().exports(), ending(ExportFormat::Html)).await?;
        let path = self.export_one(args.conversation, ExportFormat::Html, &args.language, &place).await?;
        Ok(WrittenFile { path })
    }

    async fn export_one(
        &self,
        id: ConversationId,
        format: ExportFormat,
        language: &str,
        place: &Place,
    ) -> Result<String, IpcError> {
        let conversation = self.store().await?.archive(id).await.map_err(error::store)?;
        let (home, place, words) = (self.home().folder().to_owned(), place.clone(), Words::of(language));
        let written = tokio::task::spawn_blocking(move || write(&home, &place, &conversation, format, words));
        let path = written.await.map_err(|_| error::internal("The file was not written."))?;
        Ok(path.map_err(|failure| error::file(&failure))?.display().to_string())
    }
}

fn write(
    home: &Path,
    place: &Place,
    conversation: &ArchivedConversation,
    format: ExportFormat,
    words: &Words,
) -> io::Result<PathBuf> {
    place.create(&file_name(&conversation.title), ending(format), |file| match format {
        ExportFormat::Markdown => file.write_all(parlance_archive::markdown(conversation, words).as_bytes()),
        ExportFormat::Json => {
            let text = parlance_archive::to_json(conversation).map_err(io::Error::other)?;
            file.write_all(text.as_bytes())
        }
        ExportFormat::Html => {
            let mut out = io::BufWriter::new(file);
            let blob = |id| fs::read(parlance_store::blob_file(home, id)).ok();
            parlance_archive::html(conversation, words, blob, &mut out)?;
            out.flush()
        }
    })
}

/// Of a conversation's file, without its ending.
pub(crate) fn file_name(title: &str) -> String {
    parlance_archive::file_name(title, "conversation")
}

pub(crate) fn ending(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Markdown => ".md",
        ExportFormat::Html => ".html",
        ExportFormat::Json => ".json",
    }
}

pub(crate) fn archive_ending(sealed: bool) -> &'static str {
    if sealed { ".zip.age" } else { ".zip" }
}

/// A folder that a person named, which has to be a whole path.
pub(crate) fn folder(named: Option<&str>, otherwise: PathBuf) -> Result<PathBuf, IpcError> {
    match named.map(str::trim).filter(|named| !named.is_empty()) {
        None => Ok(otherwise),
        Some(named) if Path::new(named).is_absolute() => Ok(PathBuf::from(named)),
        Some(_) => Err(error::invalid("Enter the whole path of the folder, from its drive or root on.")),
    }
}
