use std::path::PathBuf;
use std::sync::Arc;

use parlance_domain::ConversationId;
use parlance_import::{Bytes, Control, Imported, Sink, Skipped, Stop};
use parlance_ipc::{ImportPreview, ImportSkips, IpcError};
use parlance_store::{Standing, Store};

use super::{blocking, format, import_error, name, skip};
use crate::error;

/// Others read between two questions of so many.
const ASKED_AT_ONCE: usize = 500;

#[derive(Default)]
struct Seen {
    ids: Vec<ConversationId>,
    messages: u64,
    first_at: Option<i64>,
    last_at: Option<i64>,
    skipped: ImportSkips,
}

impl Sink for Seen {
    fn conversation(&mut self, imported: Imported) -> Result<(), Stop> {
        self.ids.push(imported.conversation.id);
        for message in &imported.conversation.messages {
            let at = message.message.created_at.0;
            self.messages += 1;
            self.first_at = Some(self.first_at.map_or(at, |first| first.min(at)));
            self.last_at = Some(self.last_at.map_or(at, |last| last.max(at)));
        }
        Ok(())
    }

    fn skipped(&mut self, skipped: Skipped) -> Result<(), Stop> {
        skip(&mut self.skipped, skipped);
        Ok(())
    }

    fn file(&mut self, _: Bytes) -> Result<bool, Stop> {
        Ok(false)
    }
}

pub(super) async fn preview(
    store: &Store,
    path: PathBuf,
    control: Arc<Control>,
) -> Result<ImportPreview, IpcError> {
    let at = path.clone();
    let (found, seen) = blocking(move || {
        let mut seen = Seen::default();
        let found = parlance_import::read(&at, &control, &mut seen);
        (found, seen)
    })
    .await?;
    let found = found.map_err(|failure| import_error(&failure))?;
    let mut preview = ImportPreview {
        name: name(&path),
        path: path.to_string_lossy().into_owned(),
        format: format(found),
        conversations: seen.ids.len() as u64,
        messages: seen.messages,
        first_at: seen.first_at,
        last_at: seen.last_at,
        known: 0,
        in_trash: 0,
        deleted: 0,
        skipped: seen.skipped,
    };
    for ids in seen.ids.chunks(ASKED_AT_ONCE) {
        for standing in store.standing(ids).await.map_err(error::store)? {
            match standing {
                Standing::Unknown => {}
                Standing::Here => preview.known += 1,
                Standing::InTrash => preview.in_trash += 1,
                Standing::Deleted => preview.deleted += 1,
            }
        }
    }
    Ok(preview)
}
