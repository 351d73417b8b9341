//! Pictures that models make: kept before they are shown, and shown to the models that are asked next.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use parlance_domain::{BlobId, Message, Part, Picture, Role, Timestamp, ToolContent};
use parlance_ipc::{IpcError, MessageError, SavePictureArgs, WrittenFile};
use parlance_llm::{Content, PartId, ToolOutput};
use parlance_providers::ImageType;
use parlance_store::{JournalEntry, Store, blob_file};

use super::ask::Ask;
use super::run::Measured;
use crate::turns::live::millis;
use crate::{App, error, new_file};

/// Stands before pictures that go to a model as the user's: as its own no wire takes them.
const SHOWN: &str = "What was drawn:";
/// Longer descriptions are read out to nobody's use.
const ALT_CHARS: usize = 500;

/// Files of other origin lie beside them.
const NAME: &str = "parlance";
/// File systems take 255, of which others want some.
const NAME_BYTES: usize = 80;

/// A request takes no more, in bytes: providers refuse from 20 MB on, and text makes a third more of them.
const REQUEST_BYTES: usize = 12 * 1024 * 1024;

/// The newest pictures of a conversation: their types and their bytes.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    pub(super) bytes: HashMap<BlobId, (String, Arc<[u8]>)>,
    left_out: u32,
}

impl Pictures {
    /// How many older ones there are.
    pub(super) fn left_out(&self) -> u32 {
        self.left_out
    }
}

impl App {
    /// Where a picture of the history lies, for faces that cannot show it.
    pub fn blob_file(&self, blob: BlobId) -> PathBuf {
        blob_file(self.inner.home.folder(), blob)
    }

    /// A picture of the history: its MIME type and its bytes.
    pub async fn load_blob(&self, blob: BlobId) -> Result<(&'static str, Vec<u8>), IpcError> {
        let bytes = self.file_bytes(blob).await?;
        let kind = ImageType::of(&bytes).ok_or_else(|| error::invalid("This file is no picture."))?;
        Ok((kind.mime(), bytes))
    }

    /// Writes a picture of the history into `folder`, under a name made of what it shows. No file that is there is replaced.
    pub async fn save_picture(
        &self,
        args: SavePictureArgs,
        folder: PathBuf,
    ) -> Result<WrittenFile, IpcError> {
        let bytes = self.file_bytes(args.blob).await?;
        let kind = ImageType::of(&bytes).ok_or_else(|| error::invalid("This file is no picture."))?;
        new_file::write(folder, file_name(&args.name), kind.extension(), bytes).await
    }
}

/// A name that every system takes: `parlance-a-lighthouse-at-dusk`.
pub(crate) fn file_name(shown: &str) -> String {
    let mut name = NAME.to_owned();
    let words = shown.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        if name.len() + word.len() >= NAME_BYTES {
            break;
        }
        name.push('-');
        name.push_str(&word.to_lowercase());
    }
    if name == NAME { format!("{NAME}-picture") } else { name }
}

impl Ask<'_> {
    /// Keeps a picture and shows it then: what was shown is not lost, whatever happens next.
    pub(super) async fn picture(
        &self,
        part: PartId,
        data: Arc<[u8]>,
        measured: &mut Measured,
    ) -> Result<(), MessageError> {
        let Some(kind) = ImageType::of(&data) else {
            tracing::warn!(bytes = data.len(), "skipped a picture of a type that no window shows");
            return Ok(());
        };
        let (width, height) = kind.size(&data).unzip();
        let card = |failure| error::card(error::store(failure));
        let media_type = kind.mime().to_owned();
        let blob = self.store.put_blob(data, &media_type, Timestamp::now()).await.map_err(card)?;
        let alt = self.question.newest_words().trim().chars().take(ALT_CHARS).collect();
        let picture = Picture { blob, media_type, width, height, alt };
        let (place, thoughts) = self.turn.update(|live| {
            live.status = parlance_ipc::TurnStatus::Streaming;
            (live.show(part, picture.clone()), live.take_ended_thoughts())
        });
        self.journal.thoughts(thoughts);
        if let Some(place) = place {
            measured.timings.first_token_ms.get_or_insert_with(|| millis(self.asked.elapsed()));
            self.journal.append(JournalEntry::picture(place, &picture).map_err(card)?);
        }
        Ok(())
    }
}

/// Reads the pictures of a path, the newest first, as many as a request takes. One that cannot be read is left out: the
/// conversation goes on without it.
pub(super) async fn load(app: &App, store: &Store, path: &[Message]) -> Pictures {
    let (mut pictures, mut room) = (Pictures::default(), Some(REQUEST_BYTES));
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for message in path.iter().rev() {
        let pictures =
            message.parts.iter().rev().flat_map(Part::pictures).filter(|picture| sendable(picture));
        all.extend(pictures.map(|picture| (message.role == Role::User, picture)));
    }
    for (attached, picture) in all {
        if !seen.insert(picture.blob) {
            continue;
        }
        let Some(left) = room else {
            pictures.left_out += 1;
            continue;
        };
        let read: Option<(String, Arc<[u8]>)> = if attached {
            let fitted = app.sendable_picture(store, picture.blob).await;
            fitted.map(|fitted| (fitted.media_type.to_owned(), Arc::from(fitted.data.as_slice())))
        } else {
            let bytes = store.blob(picture.blob).await.ok();
            bytes.map(|bytes| (picture.media_type.clone(), Arc::from(bytes)))
        };
        let Some((media_type, data)) = read else {
            tracing::warn!("a picture of the history could not be read");
            continue;
        };
        room = left.checked_sub(data.len());
        match room {
            Some(_) => drop(pictures.bytes.insert(picture.blob, (media_type, data))),
            None => pictures.left_out += 1,
        }
    }
    pictures
}

/// What of a message goes to a model as a message of its own behind it; empty where there are no pictures.
pub(super) fn shown(message: &Message, pictures: &Pictures) -> Vec<Content> {
    // A person's stand in their own message.
    if message.role == Role::User {
        return Vec::new();
    }
    let images = message.parts.iter().filter_map(|part| match part {
        Part::Image(picture) => image(picture, pictures),
        _ => None,
    });
    let mut content: Vec<_> = images.collect();
    if !content.is_empty() {
        content.insert(0, Content::Text(SHOWN.to_owned()));
    }
    content
}

pub(super) fn image(picture: &Picture, pictures: &Pictures) -> Option<Content> {
    let (media_type, data) = bytes(picture, pictures)?;
    Some(Content::Image { media_type, data })
}

/// What a tool gave, with the bytes of its pictures.
pub(super) fn outputs(content: &[ToolContent], pictures: &Pictures) -> Vec<ToolOutput> {
    let outputs = content.iter().filter_map(|content| match content {
        ToolContent::Text { text } => Some(ToolOutput::Text(text.clone())),
        ToolContent::Image(picture) => {
            let (media_type, data) = bytes(picture, pictures)?;
            Some(ToolOutput::Image { media_type, data })
        }
    });
    outputs.collect()
}

fn bytes(picture: &Picture, pictures: &Pictures) -> Option<(String, Arc<[u8]>)> {
    pictures.bytes.get(&picture.blob).filter(|_| sendable(picture)).cloned()
}

/// Whether pictures of the message go to a model.
pub(super) fn are_in(message: &Message) -> bool {
    message.parts.iter().flat_map(Part::pictures).any(sendable)
}

/// Providers take no other types.
fn sendable(picture: &Picture) -> bool {
    picture.media_type != ImageType::Avif.mime()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_what_it_shows() {
        for (shown, name) in [
            ("A lighthouse at dusk.", "parlance-a-lighthouse-at-dusk"),
            ("Größe: 3/4, \"schön\"", "parlance-größe-3-4-schön"),
            ("../../etc/passwd", "parlance-etc-passwd"),
            ("con", "parlance-con"),
            ("", "parlance-picture"),
            (" ?! ", "parlance-picture"),
        ] {
            assert_eq!(file_name(shown), name, "{shown:?}");
        }
        let long = file_name(&"many words ".repeat(50));
        assert!(long.len() <= NAME_BYTES && long.ends_with("-many"), "{long}");
        assert_eq!(file_name(&"x".repeat(500)), "parlance-picture");
    }
}
