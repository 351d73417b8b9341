//! Pictures that a person attached, as models take them and as chips show them.

use std::collections::VecDeque;
use std::io::{BufReader, Cursor};
use std::sync::{Arc, Mutex, PoisonError};

use parlance_domain::BlobId;
use parlance_extract::{Fit, Fitted};
use parlance_ipc::IpcError;
use parlance_store::Store;

use crate::{App, error};

/// What every provider takes. The side: Anthropic refuses more of requests with many pictures, and nobody looks closer. The
/// bytes: Groq refuses more than 4 MB of base64, others from 5 MB on.
const SENT: Fit = Fit { side: 2_000, bytes: 3_000_000 };
const THUMBNAIL: Fit = Fit { side: 320, bytes: 100_000 };
/// About what a picture costs: a token for so many pixels, up to so many tokens (Anthropic's rule; the others ask for less).
const PIXELS_A_TOKEN: u64 = 750;
const MOST_TOKENS: u64 = 1_600;
/// The pictures of a conversation are wanted again with each question.
const KEPT_BYTES: usize = 24 * 1024 * 1024;

/// Pictures that were made to fit, the newest last.
#[derive(Default)]
pub(crate) struct Prepared(Mutex<VecDeque<(Wanted, Arc<Fitted>)>>);

type Wanted = (BlobId, Fit);

impl Prepared {
    fn get(&self, wanted: Wanted) -> Option<Arc<Fitted>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| *known == wanted).map(|(_, fitted)| fitted.clone())
    }

    fn keep(&self, wanted: Wanted, fitted: Arc<Fitted>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((wanted, fitted));
        while kept.iter().map(|(_, fitted)| fitted.data.len()).sum::<usize>() > KEPT_BYTES {
            kept.pop_front();
        }
    }
}

/// About what a picture of this size costs once it fits.
pub(crate) fn tokens(width: u32, height: u32) -> u64 {
    let pixels = u64::from(width) * u64::from(height);
    (pixels / PIXELS_A_TOKEN).clamp(1, MOST_TOKENS)
}

/// The same of a picture that is about to be sent.
pub(crate) fn tokens_of_bytes(picture: &[u8]) -> u64 {
    let size = parlance_extract::dimensions(Cursor::new(picture));
    size.map_or(MOST_TOKENS, |(width, height)| tokens(width, height))
}

impl App {
    /// A small view of a picture of the history: its MIME type and its bytes.
    pub async fn load_thumbnail(&self, blob: BlobId) -> Result<(&'static str, Vec<u8>), IpcError> {
        let store = self.store().await?;
        let fitted = self.fitted(&store, blob, THUMBNAIL).await?;
        let fitted = fitted.ok_or_else(|| error::invalid("This file is no picture."))?;
        Ok((fitted.media_type, fitted.data.clone()))
    }

    /// A picture as it goes to a model; `None` where it cannot be read.
    pub(crate) async fn sendable_picture(&self, store: &Store, blob: BlobId) -> Option<Arc<Fitted>> {
        self.fitted(store, blob, SENT).await.ok().flatten()
    }

    async fn fitted(&self, store: &Store, blob: BlobId, fit: Fit) -> Result<Option<Arc<Fitted>>, IpcError> {
        let prepared = &self.inner.attachments.prepared;
        if let Some(known) = prepared.get((blob, fit)) {
            return Ok(Some(known));
        }
        let source = BufReader::new(store.open_blob(blob).await.map_err(error::store)?);
        // One at a time: a photograph is a hundred megabytes while it is made to fit.
        let _turn = self.inner.attachments.readings.wait_turn().await?;
        if let Some(known) = prepared.get((blob, fit)) {
            return Ok(Some(known));
        }
        // A panic of a decoder ends with the thread that it ran on.
        let fitted = tokio::task::spawn_blocking(move || parlance_extract::fit(source, fit)).await;
        let Ok(Ok(fitted)) = fitted else { return Ok(None) };
        let fitted = Arc::new(fitted);
        prepared.keep((blob, fit), fitted.clone());
        Ok(Some(fitted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pictures_cost_no_more_than_what_is_sent_of_them() {
        assert_eq!((tokens(0, 0), tokens(750, 10), tokens(40_000, 30_000)), (1, 10, MOST_TOKENS));
    }

    #[test]
    fn what_was_not_wanted_for_long_is_forgotten() {
        let prepared = Prepared::default();
        let fitted =
            |bytes| Arc::new(Fitted { media_type: "image/png", data: vec![0; bytes], width: 1, height: 1 });
        for at in 0..4 {
            prepared.keep((BlobId([at; 32]), SENT), fitted(KEPT_BYTES / 3));
        }
        assert!(prepared.get((BlobId([0; 32]), SENT)).is_none());
        assert!(prepared.get((BlobId([3; 32]), SENT)).is_some());
        assert!(prepared.get((BlobId([3; 32]), THUMBNAIL)).is_none());
    }
}
