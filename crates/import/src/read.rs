//! From a path to conversations.

use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::Ordering;

use serde_json::{Map, Value};

use crate::container::Container;
use crate::draft::Draft;
use crate::files::{Bytes, Files};
use crate::flatten::flatten;
use crate::formats::{chatbox, chatgpt, claude, jan, librechat, open_webui, parlance};
use crate::split::{Element, Kind, Splitter, Text, members};
use crate::{Control, Format, ImportError, Imported, Sink, SkipReason, Skipped, Stop};

/// So much of a file is read to find out whose export it is.
const LOOK_BYTES: u64 = 64 << 20;
/// A conversation of our own is exported in one piece, however long it is.
const MAX_OWN_BYTES: usize = 128 << 20;
/// What is told of elements that may be no conversations.
const MAX_STRANGE: usize = 10_000;

/// Reads a file, a ZIP or a folder and hands everything in it to `sink`, on this thread.
///
/// # Errors
/// Where it cannot be read at all, holds no conversation of a format that is known, or was cancelled. What is broken inside is
/// told to `sink`.
pub fn read(path: &Path, control: &Control, sink: &mut dyn Sink) -> Result<Format, ImportError> {
    let container = Container::open(path)?;
    let is_ours = |name: &&str| !name.split('/').any(|piece| piece.starts_with(['.', '_']));
    let (threads, files): (Vec<_>, Vec<_>) = container
        .names()
        .filter(is_ours)
        .filter(|name| name.ends_with(".json"))
        .partition(|name| *name == jan::THREAD || name.ends_with(&format!("/{}", jan::THREAD)));
    let messages = |thread: &str| thread.replace(jan::THREAD, jan::MESSAGES);
    let total = files.iter().map(|name| container.size(name)).sum::<u64>()
        + threads.iter().map(|name| container.size(&messages(name))).sum::<u64>();
    control.total_bytes.store(total, Ordering::Relaxed);
    let mut run = Run { container: &container, sink, format: None, recognised: false, strange: Vec::new() };
    for name in &files {
        run.recognised = false;
        run.strange.clear();
        let read = container.stream(name, control, |input| run.file(input));
        if run.settle(read, name, control)?.is_break() {
            break;
        }
    }
    for name in &threads {
        run.recognised = true;
        let thread = container.bytes(name).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let read = match thread {
            Some(thread) => {
                container.stream(&messages(name), control, |input| run.thread(&thread, name, input))
            }
            None => Ok(Err(Halt::Broken)),
        };
        if run.settle(read, name, control)?.is_break() {
            break;
        }
    }
    run.format.ok_or(if is_archive(&container) { ImportError::Archive } else { ImportError::Unknown })
}

/// Whether it is the ZIP that holds everything of Parlance, or was.
fn is_archive(container: &Container) -> bool {
    ["manifest.json", "organisation.json", "conversations.jsonl"]
        .iter()
        .all(|name| container.names().any(|entry| entry == *name))
}

/// Whose export it is, by its beginning.
pub fn recognise(path: &Path) -> Result<Format, ImportError> {
    struct First;
    impl Sink for First {
        fn conversation(&mut self, _: Imported) -> Result<(), Stop> {
            Err(Stop)
        }
        fn skipped(&mut self, _: Skipped) -> Result<(), Stop> {
            Ok(())
        }
        fn file(&mut self, _: Bytes) -> Result<bool, Stop> {
            Ok(false)
        }
    }
    read(path, &Control::up_to(LOOK_BYTES), &mut First)
}

enum Halt {
    Stop,
    /// The file does not go on.
    Broken,
}

impl From<Stop> for Halt {
    fn from(_: Stop) -> Self {
        Self::Stop
    }
}

impl From<io::Error> for Halt {
    fn from(_: io::Error) -> Self {
        Self::Broken
    }
}

struct Run<'a> {
    container: &'a Container,
    sink: &'a mut dyn Sink,
    /// Of the first conversation that was found.
    format: Option<Format>,
    /// The file that is read holds conversations.
    recognised: bool,
    /// What it held before that was known.
    strange: Vec<Skipped>,
}

impl Run<'_> {
    /// What reading one file came to: a damaged one does not end the others.
    fn settle(
        &mut self,
        read: Result<Result<(), Halt>, ImportError>,
        name: &str,
        control: &Control,
    ) -> Result<ControlFlow<()>, ImportError> {
        if control.is_cancelled() {
            return Err(ImportError::Cancelled);
        }
        match read {
            Ok(Ok(())) => Ok(ControlFlow::Continue(())),
            Ok(Err(Halt::Stop)) => Ok(ControlFlow::Break(())),
            Ok(Err(Halt::Broken)) | Err(_) => {
                let title = name.rsplit('/').next().unwrap_or_default().to_owned();
                Ok(match self.skip(title, SkipReason::Unreadable) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(Stop) => ControlFlow::Break(()),
                })
            }
        }
    }

    fn file(&mut self, input: impl BufRead) -> Result<(), Halt> {
        let Some(mut splitter) = Splitter::new(input)? else { return Ok(()) };
        if splitter.kind == Kind::Array {
            while let Some(Element { text, .. }) = splitter.next()? {
                match text {
                    Text::Whole(text) => match members(&text) {
                        Some(found) => {
                            let bytes = text.len();
                            drop(text);
                            self.conversation(found, bytes)?;
                        }
                        None => self.skip(title(&text), SkipReason::Unreadable)?,
                    },
                    Text::TooLarge(head) => self.skip(title(&head), SkipReason::TooLarge)?,
                    Text::CutOff(head) => self.skip(title(&head), SkipReason::CutOff)?,
                }
            }
            return Ok(());
        }
        let mut found = Vec::new();
        let mut bytes = 0;
        let mut missing = None;
        while let Some(Element { key, text }) = splitter.next()? {
            let key = key.unwrap_or_default();
            let is_session = key.starts_with(chatbox::SESSION);
            if is_session {
                self.recognise(Format::Chatbox)?;
            }
            match text {
                Text::Whole(text) if is_session => self.session(&text)?,
                Text::TooLarge(head) if is_session => self.skip(title(&head), SkipReason::TooLarge)?,
                Text::CutOff(head) if is_session => self.skip(title(&head), SkipReason::CutOff)?,
                Text::Whole(text) if bytes + text.len() <= splitter.limit => {
                    bytes += text.len();
                    let says_what_it_is = key == parlance::FORMAT;
                    found.push((key, text));
                    if says_what_it_is && parlance::is_ours(&found) {
                        splitter.limit = MAX_OWN_BYTES;
                    }
                }
                Text::TooLarge(head) if key == parlance::CONVERSATION => {
                    missing = Some((title(&head), SkipReason::TooLarge));
                }
                Text::CutOff(head) if key == parlance::CONVERSATION => {
                    missing = Some((title(&head), SkipReason::CutOff));
                }
                // What is not read cannot be recognised by it: a conversation without messages is none.
                Text::Whole(_) | Text::TooLarge(_) | Text::CutOff(_) => {}
            }
        }
        if self.format == Some(Format::Chatbox) && self.recognised {
            return Ok(());
        }
        match missing {
            Some((title, reason)) if parlance::is_ours(&found) => {
                self.recognise(Format::Parlance)?;
                Ok(self.skip(title, reason)?)
            }
            _ => self.conversation(found, bytes),
        }
    }

    fn conversation(&mut self, found: Vec<(String, Vec<u8>)>, bytes: usize) -> Result<(), Halt> {
        if parlance::is_ours(&found) {
            return self.own(&found, bytes);
        }
        let has = |key: &str| found.iter().any(|(name, _)| name == key);
        let format = if has("mapping") {
            Format::ChatGpt
        } else if has("chat_messages") {
            Format::Claude
        } else if has("chat") || has("history") {
            Format::OpenWebUi
        } else if has("messagesTree") || (has("messages") && has("conversationId")) {
            Format::LibreChat
        } else {
            let title = found.iter().find(|(name, _)| name == "title" || name == "name");
            let title = title.and_then(|(_, text)| serde_json::from_slice(text).ok()).unwrap_or_default();
            return Ok(self.skip(title, SkipReason::Empty)?);
        };
        let mut value = Map::new();
        let mut tree = None;
        for (key, text) in found {
            if key == "messagesTree" {
                tree = Some(flatten(&text));
                continue;
            }
            match serde_json::from_slice(&text) {
                Ok(read) => drop(value.insert(key, read)),
                Err(_) => {
                    let title = value.get("title").or(value.get("name")).and_then(Value::as_str);
                    let title = title.unwrap_or_default().to_owned();
                    return Ok(self.skip(title, SkipReason::Unreadable)?);
                }
            }
        }
        self.recognise(format)?;
        let value = Value::Object(value);
        let mut files = Files::new(self.container, self.sink);
        let draft = match format {
            Format::ChatGpt => chatgpt::draft(&value, &mut files),
            Format::Claude => claude::draft(&value, &mut files),
            Format::OpenWebUi => open_webui::draft(&value, &mut files),
            _ => librechat::draft(&value, tree, &mut files),
        };
        let lost = files.lost()?;
        drop(value);
        self.finish(draft, lost, bytes)
    }

    fn own(&mut self, found: &[(String, Vec<u8>)], bytes: usize) -> Result<(), Halt> {
        self.recognise(Format::Parlance)?;
        match parlance::conversation(found) {
            Ok(conversation) => {
                Ok(self.sink.conversation(Imported { conversation, lost_files: 0, bytes })?)
            }
            Err(reason) => {
                let text = found.iter().find(|(key, _)| key == parlance::CONVERSATION);
                Ok(self.skip(text.map(|(_, text)| title(text)).unwrap_or_default(), reason)?)
            }
        }
    }

    fn session(&mut self, text: &[u8]) -> Result<(), Halt> {
        let Ok(session) = serde_json::from_slice(text) else {
            return Ok(self.skip(title(text), SkipReason::Unreadable)?);
        };
        let mut files = Files::new(self.container, self.sink);
        let drafts = chatbox::drafts(&session, &mut files);
        let mut lost = files.lost()?;
        drop(session);
        for draft in drafts {
            self.finish(draft, std::mem::take(&mut lost), text.len())?;
        }
        Ok(())
    }

    fn thread(&mut self, thread: &Value, name: &str, input: impl BufRead) -> Result<(), Halt> {
        self.recognise(Format::Jan)?;
        let mut files = Files::new(self.container, self.sink);
        let read = jan::draft(thread, name, input, &mut files);
        let lost = files.lost()?;
        let (draft, bytes, broken) = read?;
        for _ in 0..broken {
            self.skip(draft.title.clone(), SkipReason::Unreadable)?;
        }
        self.finish(draft, lost, bytes)
    }

    fn finish(&mut self, draft: Draft, lost_files: usize, bytes: usize) -> Result<(), Halt> {
        let title = draft.title.clone();
        match draft.finish() {
            Some(conversation) => self.sink.conversation(Imported { conversation, lost_files, bytes })?,
            None => self.skip(title, SkipReason::Empty)?,
        }
        Ok(())
    }

    fn recognise(&mut self, format: Format) -> Result<(), Stop> {
        self.format.get_or_insert(format);
        self.recognised = true;
        for strange in std::mem::take(&mut self.strange) {
            self.sink.skipped(strange)?;
        }
        Ok(())
    }

    /// Of a file in which nothing is recognised nothing is told: exports hold other things besides conversations.
    fn skip(&mut self, title: String, reason: SkipReason) -> Result<(), Stop> {
        let skipped = Skipped { title, reason };
        if self.recognised {
            return self.sink.skipped(skipped);
        }
        if self.strange.len() < MAX_STRANGE {
            self.strange.push(skipped);
        }
        Ok(())
    }
}

/// The title of what cannot be read, as far as its text shows it.
fn title(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    ["\"title\"", "\"name\""]
        .iter()
        .find_map(|key| {
            let (_, behind) = text.split_once(key)?;
            let value = behind.trim_start().strip_prefix(':')?.trim_start();
            let mut values = serde_json::Deserializer::from_str(value).into_iter::<String>();
            values.next()?.ok()
        })
        .map(|title| title.chars().take(200).collect())
        .unwrap_or_default()
}
