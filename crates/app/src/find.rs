//! Finding words in one conversation.

use std::panic::catch_unwind;

use parlance_domain::{Message, Part, Role};
use parlance_ipc::{FindArgs, FoundIn, IpcError};
use parlance_store::{Extent, fold};

use crate::{App, error};

impl App {
    /// The messages of the shown path in which the words stand, in their order.
    pub async fn find_in_conversation(&self, args: FindArgs) -> Result<Vec<FoundIn>, IpcError> {
        let words = fold(&args.words);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let store = self.history_of(args.conversation).await?;
        let leaf = store.conversation(args.conversation).await.map_err(error::store)?.leaf;
        let Some(leaf) = leaf else { return Ok(Vec::new()) };
        let messages = store.path(leaf, Extent::Whole).await.map_err(error::store)?.messages;
        tokio::task::spawn_blocking(move || {
            let found =
                messages.iter().map(|message| FoundIn { message: message.id, count: count(message, &words) });
            found.filter(|found| found.count > 0).collect()
        })
        .await
        .map_err(|_| error::internal("The conversation could not be looked through."))
    }
}

fn count(message: &Message, words: &str) -> u32 {
    let texts = message.parts.iter().filter_map(|part| match part {
        Part::Text { text } | Part::Reasoning { text, .. } => Some(text),
        _ => None,
    });
    let counts = texts.map(|text| {
        let shown = match message.role {
            // Shown as it was typed.
            Role::User => fold(text),
            Role::Assistant | Role::System => fold(&plain(text)),
        };
        shown.matches(words).count()
    });
    u32::try_from(counts.sum::<usize>()).unwrap_or(u32::MAX)
}

/// A text on which the parser fails is drawn as it was written.
fn plain(text: &str) -> String {
    catch_unwind(|| parlance_markdown::plain(text)).unwrap_or_else(|_| text.to_owned())
}
