//! What of a person's files goes to a model.

use std::collections::HashMap;
use std::sync::Arc;

use parlance_domain::{Attachment, BlobId, ConversationId, Message, ModelRef, Part, Picture, Role, TurnId};
use parlance_ipc::{FileContent, IpcError, SendArgs, SendFilesArgs, TurnStarted};
use parlance_llm::{Content, Wire};
use parlance_store::{Origin, Store};

use crate::{App, error};

/// A request takes no more of documents, in bytes: providers refuse from 20 MB on, and text makes a third more of them.
const DOCUMENT_BYTES: u64 = 12 * 1024 * 1024;
const PDF: &str = "application/pdf";

/// What is known of the files of a conversation.
#[derive(Debug, Default)]
pub(crate) struct SentFiles {
    texts: HashMap<BlobId, Arc<str>>,
    /// The documents that fit into a request.
    documents: HashMap<BlobId, Arc<[u8]>>,
}

/// What a model makes of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Documents {
    /// It is known to take them.
    AsTheyAre,
    /// Nobody says: they go as they are only where nothing else can.
    WhereNoText,
    /// It takes none.
    AsText,
}

impl App {
    pub(crate) async fn documents(&self, model: &ModelRef) -> Documents {
        match self.wire_of(model).await {
            Ok(Some(wire)) if wire != Wire::OllamaChat => {}
            _ => return Documents::AsText,
        }
        match self.facts(model).input.pdf {
            Some(true) => Documents::AsTheyAre,
            None => Documents::WhereNoText,
            Some(false) => Documents::AsText,
        }
    }

    /// Commits a question with files of the composer and starts the turn that answers it.
    ///
    /// # Errors
    /// As [`App::send_message`], and `NotFound` where the draft does not have one of the files any more.
    pub async fn send_files(&self, args: SendFilesArgs) -> Result<TurnStarted, IpcError> {
        let (started, _) = self.question_with_files(args.question, Vec::new(), &args.files).await?;
        Ok(started)
    }

    pub(crate) async fn question_with_files(
        &self,
        question: SendArgs,
        others: Vec<ModelRef>,
        files: &[i64],
    ) -> Result<(TurnStarted, Vec<TurnId>), IpcError> {
        let store = self.history_in(question.conversation).await?;
        let parts = self.parts_of(&store, question.conversation, files).await?;
        self.question_with(question, others, Origin::Composer, parts, files).await
    }

    async fn parts_of(
        &self,
        store: &Store,
        conversation: Option<ConversationId>,
        ids: &[i64],
    ) -> Result<Vec<Part>, IpcError> {
        let drafted = store.draft_files(conversation).await.map_err(error::store)?;
        let mut parts = Vec::with_capacity(ids.len());
        for id in ids {
            let known = drafted.iter().find(|file| file.id == *id);
            let file = &known.ok_or_else(|| error::not_found("This file is not attached any more."))?.file;
            if !store.has_blob(file.blob).await.map_err(error::store)? {
                let name = &file.name;
                let why = format!("{name} is not there any more. Remove it, and attach it again.");
                return Err(error::not_found(&why));
            }
            parts.push(match self.read_file(store, file.blob, &file.media_type).await? {
                FileContent::Picture { width, height, .. } => Part::Image(Picture {
                    blob: file.blob,
                    media_type: file.media_type.clone(),
                    width: Some(width),
                    height: Some(height),
                    alt: file.name.clone(),
                }),
                _ => Part::File(file.clone()),
            });
        }
        Ok(parts)
    }

    /// Reads what goes along of the files of a path. `documents`: also the bytes of those that some models take as they are.
    pub(crate) async fn sent_files(&self, store: &Store, path: &[Message], documents: bool) -> SentFiles {
        let mut sent = SentFiles::default();
        let mut room = DOCUMENT_BYTES;
        let all: Vec<&Attachment> = path.iter().rev().flat_map(files).collect();
        for file in all {
            if sent.texts.contains_key(&file.blob) || sent.documents.contains_key(&file.blob) {
                continue;
            }
            // One that came from another history was not read yet.
            if let Err(failure) = self.read_file(store, file.blob, &file.media_type).await {
                tracing::warn!(code = ?failure.code, "a file of the history could not be read");
            }
            if let Ok(Some(text)) = store.blob_text(file.blob).await {
                sent.texts.insert(file.blob, text.into());
            }
            let fits = documents && file.media_type == PDF && file.size_bytes <= room;
            if fits && let Ok(bytes) = store.blob(file.blob).await {
                room -= file.size_bytes;
                sent.documents.insert(file.blob, bytes.into());
            }
        }
        sent
    }
}

fn files(message: &Message) -> impl Iterator<Item = &Attachment> {
    message.parts.iter().filter_map(|part| match part {
        Part::File(file) => Some(file),
        _ => None,
    })
}

/// What a file is to a model.
pub(crate) fn named(file: &Attachment, sent: &SentFiles, documents: Documents) -> Content {
    let text = sent.texts.get(&file.blob);
    let natively = match documents {
        Documents::AsTheyAre => true,
        Documents::WhereNoText => text.is_none(),
        Documents::AsText => false,
    };
    if let Some(data) = sent.documents.get(&file.blob).filter(|_| natively) {
        let (media_type, name) = (file.media_type.clone(), file.name.clone());
        return Content::Document { media_type, name, data: data.clone() };
    }
    Content::Text(match text {
        Some(text) => {
            let fence = "`".repeat(longest_run(text).max(2) + 1);
            format!("{}:\n\n{fence}\n{}\n{fence}\n\n", file.name, text.trim_end_matches('\n'))
        }
        None => {
            format!("{} ({}): the content of this file could not be read.\n\n", file.name, file.media_type)
        }
    })
}

/// About what the pictures that a person attached to a message cost, in tokens.
pub(crate) fn picture_tokens(message: &Message) -> u64 {
    let parts = message.parts.iter().filter(|_| message.role == Role::User);
    let pictures = parts.filter_map(|part| match part {
        Part::Image(Picture { width: Some(width), height: Some(height), .. }) => {
            Some(super::pictures::tokens(*width, *height))
        }
        _ => None,
    });
    pictures.sum()
}

/// The longest run of backticks: a fence is longer.
fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let file = Attachment {
            blob: BlobId([1; 32]),
            name: "notes.md".into(),
            media_type: "text/markdown".into(),
            size_bytes: 9,
        };
        let mut sent = SentFiles::default();
        let none = named(&file, &sent, Documents::AsTheyAre);
        assert_eq!(
            none,
            Content::Text("notes.md (text/markdown): the content of this file could not be read.\n\n".into())
        );
        sent.texts.insert(file.blob, "a\n````\nb\n".into());
        assert_eq!(
            named(&file, &sent, Documents::AsTheyAre),
            Content::Text("notes.md:\n\n`````\na\n````\nb\n`````\n\n".into())
        );
    }
}
