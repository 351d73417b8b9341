//! Files of messages: taken out of the export where they are in it, and named in words where they are not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, ImageReader};
use parlance_domain::{Attachment, BlobId, Part, Picture};
use sha2::{Digest as _, Sha256};
use std::io::Cursor;

use crate::container::{Container, MAX_FILE_BYTES};
use crate::{Sink, Stop};

/// A file to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes {
    pub bytes: Vec<u8>,
    pub media_type: String,
}

pub(crate) struct Files<'a> {
    container: &'a Container,
    sink: &'a mut dyn Sink,
    lost: usize,
    stopped: bool,
}

impl<'a> Files<'a> {
    pub(crate) fn new(container: &'a Container, sink: &'a mut dyn Sink) -> Self {
        Self { container, sink, lost: 0, stopped: false }
    }

    /// How many were named and not there; an error where nothing more is wanted.
    pub(crate) fn lost(self) -> Result<usize, Stop> {
        if self.stopped { Err(Stop) } else { Ok(self.lost) }
    }

    /// A file of the export that is called by its id.
    pub(crate) fn by_id(&mut self, id: &str, name: &str) -> Part {
        let found = self.container.find(id).map(str::to_owned);
        match found.and_then(|entry| Some((self.container.bytes(&entry)?, entry))) {
            Some((bytes, entry)) => self.take(bytes, if name.is_empty() { &entry } else { name }, None),
            None => self.lost_file(if name.is_empty() { id } else { name }),
        }
    }

    /// A `data:` address, or one that leads out of the export.
    pub(crate) fn by_url(&mut self, url: &str, name: &str) -> Part {
        let data = url.strip_prefix("data:").and_then(|data| data.split_once(";base64,"));
        let Some((media_type, data)) = data else {
            let place = if url.starts_with("http") { url } else { name };
            return self.lost_file(if name.is_empty() { place } else { name });
        };
        let bytes = (data.len() as u64 / 4 * 3 <= MAX_FILE_BYTES).then(|| STANDARD.decode(data.trim()).ok());
        match bytes.flatten() {
            Some(bytes) => self.take(bytes, name, Some(media_type)),
            None => self.lost_file(name),
        }
    }

    /// A file of which the export holds the words.
    pub(crate) fn of_text(&mut self, text: &str, name: &str) -> Part {
        self.take(text.as_bytes().to_vec(), name, Some("text/plain"))
    }

    /// Words in the place of what the export does not hold.
    pub(crate) fn lost_file(&mut self, name: &str) -> Part {
        self.lost += 1;
        let name: String = name.chars().filter(|it| !it.is_control()).take(120).collect();
        let text = if name.is_empty() {
            "[A file that is not in the export]".to_owned()
        } else {
            format!("[File not in the export: {name}]")
        };
        Part::Text { text }
    }

    fn take(&mut self, bytes: Vec<u8>, name: &str, media_type: Option<&str>) -> Part {
        if bytes.is_empty() {
            return self.lost_file(name);
        }
        let blob = BlobId(Sha256::digest(&bytes).into());
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let size_bytes = bytes.len() as u64;
        let picture = picture(&bytes);
        let media_type = match (&picture, media_type) {
            (Some((kind, ..)), _) => (*kind).to_owned(),
            (None, Some(said)) if !said.is_empty() => said.to_owned(),
            (None, _) => by_name(&name).to_owned(),
        };
        let kept = self.sink.file(Bytes { bytes, media_type: media_type.clone() });
        self.stopped |= kept.is_err();
        match picture {
            Some((_, width, height)) => Part::Image(Picture { blob, media_type, width, height, alt: name }),
            None => {
                let name = if name.is_empty() { "file".to_owned() } else { name };
                Part::File(Attachment { blob, name, media_type, size_bytes })
            }
        }
    }
}

/// Media type, width and height, where the first bytes are those of a picture that can be shown.
fn picture(bytes: &[u8]) -> Option<(&'static str, Option<u32>, Option<u32>)> {
    let kind = match image::guess_format(bytes).ok()? {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::WebP => "image/webp",
        ImageFormat::Gif => "image/gif",
        _ => return None,
    };
    let size = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok();
    Some((kind, size.map(|it| it.0), size.map(|it| it.1)))
}

fn by_name(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "pdf" => "application/pdf",
        "json" => "application/json",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "md" => "text/markdown",
        "txt" => "text/plain",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}
