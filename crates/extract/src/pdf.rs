//! PDF (ISO 32000-1), the words in the order in which they are drawn.

use std::io::{Read, Seek, SeekFrom};

use lopdf::{DecompressError, Document, Error, LoadOptions};

use crate::Unreadable;
use crate::pdf_content::{Contents, MAX_STREAM_BYTES};
use crate::words::Text;

/// A PDF is in memory as a whole, and its objects once more.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// What all streams of objects, which are unpacked as it is opened, may unpack to.
const MAX_OBJECTS_BYTES: usize = 256 * 1024 * 1024;
/// Nobody asks about more at once, and each takes its time.
const MAX_PAGES: usize = 5_000;

pub(crate) fn read(mut source: impl Read + Seek) -> Result<Text, Unreadable> {
    let damaged = |_| Unreadable::Damaged;
    let size = source.seek(SeekFrom::End(0)).map_err(damaged)?;
    if size > MAX_FILE_BYTES {
        return Err(Unreadable::TooLarge);
    }
    source.seek(SeekFrom::Start(0)).map_err(damaged)?;
    // In one piece: a vector that grows is there twice while it does.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    source.take(MAX_FILE_BYTES).read_to_end(&mut bytes).map_err(damaged)?;
    let packed = bytes.windows(7).filter(|window| window == b"/ObjStm").count();
    if packed.saturating_mul(MAX_STREAM_BYTES) > MAX_OBJECTS_BYTES && packed * 64 * 1024 > bytes.len() {
        // So many so small ones are made to unpack to more than they look.
        return Err(Unreadable::TooLarge);
    }
    let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM_BYTES), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(&bytes, options).map_err(|error| unreadable(&error))?;
    drop(bytes);
    if document.is_encrypted() {
        return Err(Unreadable::Locked);
    }
    let mut contents = Contents::new(&document);
    let mut failed = None;
    for page in document.page_iter().take(MAX_PAGES) {
        if let Err(failure) = contents.page(page) {
            failed = Some(unreadable(&failure));
        }
        if contents.is_full() {
            break;
        }
    }
    let text = contents.into_words().finish();
    match failed {
        // One broken page leaves the others.
        Some(failure) if text.text.trim().is_empty() => Err(failure),
        _ => Ok(text),
    }
}

fn unreadable(error: &Error) -> Unreadable {
    match error {
        Error::InvalidPassword | Error::Decryption(_) => Unreadable::Locked,
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Unreadable::TooLarge,
        _ => Unreadable::Damaged,
    }
}
