//! What a running turn has said so far, shared by the loop that writes it and the watchers that show it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use parlance_domain::{Citation, ConversationId, Dropped, MessageId, Part, Picture, ToolResult, TurnId};
use parlance_ipc::{Answering, MessageError, MessageState, TurnStatus};
use parlance_llm::{PartId, StreamEvent};
use parlance_markdown::Renderer;
use tokio::sync::{Notify, SetOnce, watch};
use tokio_util::sync::CancellationToken;

pub(crate) struct Turn {
    pub(crate) id: TurnId,
    pub(crate) conversation: ConversationId,
    pub(crate) message: MessageId,
    pub(crate) cancel: CancellationToken,
    live: Mutex<Live>,
    changed: watch::Sender<()>,
    ended: SetOnce<()>,
    /// Set once the last words can be drawn.
    pub(crate) has_all_words: SetOnce<()>,
    /// Wakes watchers that wait for an acknowledgement.
    pub(crate) acknowledged: Notify,
}

pub(crate) struct Live {
    pub(crate) parts: Vec<LivePart>,
    /// The stream's part ids, in the order of `parts` from `parts.len() - ids.len()` on.
    ids: Vec<PartId>,
    /// Of the newest call. They stand behind the parts, whose numbers they do not change, and so do the citations.
    dropped: Vec<Dropped>,
    citations: Vec<Citation>,
    /// The places of reasoning that has ended, with its milliseconds, until they are taken.
    ended_thoughts: Vec<(u32, u64)>,
    /// Of the citations, those that the message had before this turn.
    restored_citations: usize,
    /// The size of the words that the message had before this turn, in bytes.
    restored_bytes: u64,
    pub(crate) status: TurnStatus,
    /// Who is asked; `None` before that is settled.
    pub(crate) answering: Option<Answering>,
    pub(crate) ended: Option<Ended>,
    /// The highest acknowledged `seq` of each watcher.
    acknowledged: Vec<u64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Ended {
    pub(crate) state: MessageState,
    pub(crate) error: Option<MessageError>,
}

pub(crate) enum LivePart {
    Text(Renderer),
    Reasoning {
        renderer: Renderer,
        began: Instant,
        duration: Option<Duration>,
        signature: Option<String>,
    },
    ToolCall {
        id: Option<String>,
        name: String,
        arguments: String,
        signature: Option<String>,
    },
    /// Whole.
    ToolResult(ToolResult),
    /// Whole, and kept.
    Image(Picture),
}

impl Turn {
    /// A turn whose message already holds `parts` (none, unless it continues).
    pub(crate) fn new(conversation: ConversationId, message: MessageId, parts: &[Part]) -> Self {
        let citations: Vec<_> = parts.iter().filter_map(citation).collect();
        let mut live = Live {
            parts: parts.iter().filter_map(LivePart::restore).collect(),
            ids: Vec::new(),
            dropped: Vec::new(),
            ended_thoughts: Vec::new(),
            restored_citations: citations.len(),
            restored_bytes: 0,
            citations,
            status: TurnStatus::Connecting,
            answering: None,
            ended: None,
            acknowledged: Vec::new(),
        };
        live.restored_bytes = live.all_bytes();
        Self {
            id: TurnId::new(),
            conversation,
            message,
            cancel: CancellationToken::new(),
            live: Mutex::new(live),
            changed: watch::channel(()).0,
            ended: SetOnce::new(),
            has_all_words: SetOnce::new(),
            acknowledged: Notify::new(),
        }
    }

    pub(crate) fn live(&self) -> MutexGuard<'_, Live> {
        // A panic while the lock was held leaves at worst a part without its last delta.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes the watchers.
    pub(crate) fn update<T>(&self, change: impl FnOnce(&mut Live) -> T) -> T {
        let (result, has_ended) = {
            let mut live = self.live();
            (change(&mut live), live.ended.is_some())
        };
        self.changed.send_replace(());
        if has_ended {
            // It may have ended before.
            let _ = self.ended.set(());
        }
        result
    }

    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        let mut changes = self.changed.subscribe();
        // What is there before the first wait counts as a change.
        changes.mark_changed();
        changes
    }

    pub(crate) async fn ended(&self) {
        self.ended.wait().await;
    }

    /// No delta follows: renders what was held back.
    pub(crate) fn finish_words(&self) {
        self.update(Live::finish_parts);
        let _ = self.has_all_words.set(());
    }

    pub(crate) fn add_watcher(&self) -> u64 {
        let mut live = self.live();
        live.acknowledged.push(0);
        live.acknowledged.len() as u64 - 1
    }

    pub(crate) fn acknowledge(&self, watcher: u64, seq: u64) {
        let mut live = self.live();
        if let Some(known) = usize::try_from(watcher).ok().and_then(|index| live.acknowledged.get_mut(index))
        {
            *known = seq.max(*known);
        }
        drop(live);
        self.acknowledged.notify_waiters();
    }
}

impl Live {
    pub(crate) fn acknowledged(&self, watcher: u64) -> u64 {
        usize::try_from(watcher).ok().and_then(|index| self.acknowledged.get(index)).copied().unwrap_or(0)
    }

    /// Whether anything that a person can see has come.
    pub(crate) fn has_words(&self) -> bool {
        self.parts.iter().any(|part| match part {
            LivePart::Text(renderer) | LivePart::Reasoning { renderer, .. } => !renderer.source().is_empty(),
            LivePart::ToolCall { .. } | LivePart::ToolResult(_) | LivePart::Image(_) => true,
        })
    }

    /// A call is made, after none or after one that failed without a word: what that one left is not this one's, and its ids
    /// mean nothing any more.
    pub(crate) fn begin_call(&mut self) {
        let before = self.parts.len() - self.ids.len();
        let is_wordless = |part: &LivePart| matches!(part, LivePart::Reasoning { renderer, .. } if renderer.source().is_empty());
        while self.parts.len() > before && self.parts.last().is_some_and(is_wordless) {
            self.parts.pop();
        }
        self.ids.clear();
        self.dropped.clear();
        self.ended_thoughts.clear();
        self.citations.truncate(self.restored_citations);
    }

    /// Of everything that was said, thought and called in this turn.
    pub(crate) fn words_bytes(&self) -> u64 {
        self.all_bytes() - self.restored_bytes
    }

    fn all_bytes(&self) -> u64 {
        let bytes = self.parts.iter().map(|part| match part {
            LivePart::Text(renderer) | LivePart::Reasoning { renderer, .. } => renderer.source().len(),
            LivePart::ToolCall { arguments, .. } => arguments.len(),
            // A tool's words are no model's.
            LivePart::ToolResult(_) | LivePart::Image(_) => 0,
        });
        bytes.sum::<usize>() as u64
    }

    pub(crate) fn set_dropped(&mut self, dropped: Vec<Dropped>) {
        self.dropped = dropped;
    }

    /// Takes a delta in. Returns its place in the message, or `None` when there is nothing in it to be journaled. A source
    /// has the place behind the words.
    pub(crate) fn apply(&mut self, event: &StreamEvent) -> Option<u32> {
        let index = match event {
            StreamEvent::TextDelta { part, text } => {
                let index = self.place(*part, || LivePart::Text(Renderer::new()));
                if let LivePart::Text(renderer) = &mut self.parts[index] {
                    renderer.push(text);
                }
                index
            }
            StreamEvent::ReasoningDelta { part, text } => {
                let index = self.place(*part, LivePart::reasoning);
                if let LivePart::Reasoning { renderer, .. } = &mut self.parts[index] {
                    renderer.push(text);
                }
                index
            }
            // Before the first word of a continuation: a part between would tear the text that goes on.
            StreamEvent::ReasoningSignature { .. } if self.ids.is_empty() && !self.parts.is_empty() => {
                return None;
            }
            StreamEvent::ReasoningSignature { part, signature: new } => {
                let index = self.place(*part, LivePart::reasoning);
                if let LivePart::Reasoning { signature, .. } = &mut self.parts[index] {
                    *signature = Some(new.clone());
                }
                return u32::try_from(index).ok();
            }
            StreamEvent::ToolCallStart { part, id, name } => self.place(*part, || LivePart::ToolCall {
                id: id.clone(),
                name: name.clone(),
                arguments: String::new(),
                signature: None,
            }),
            StreamEvent::ToolCallArguments { part, delta } => {
                let index = self.place(*part, || LivePart::ToolCall {
                    id: None,
                    name: String::new(),
                    arguments: String::new(),
                    signature: None,
                });
                if let LivePart::ToolCall { arguments, .. } = &mut self.parts[index] {
                    arguments.push_str(delta);
                }
                index
            }
            StreamEvent::ToolCallSignature { part, signature: new } => {
                let known = self.ids.iter().rposition(|known| known == part);
                let index = known.map(|known| self.parts.len() - self.ids.len() + known)?;
                let LivePart::ToolCall { signature, .. } = self.parts.get_mut(index)? else { return None };
                *signature = Some(new.clone());
                return u32::try_from(index).ok();
            }
            StreamEvent::Citation(citation) => {
                // A continuation may name what is there already.
                if self.citations.contains(citation) {
                    return None;
                }
                self.citations.push(citation.clone());
                return u32::try_from(self.parts.len()).ok();
            }
            _ => return None,
        };
        self.end_reasoning(Some(index));
        u32::try_from(index).ok()
    }

    /// Takes a picture in, whose blob is kept. Returns its place in the message.
    pub(crate) fn show(&mut self, part: PartId, picture: Picture) -> Option<u32> {
        let index = self.place(part, || LivePart::Image(picture));
        self.end_reasoning(Some(index));
        u32::try_from(index).ok()
    }

    /// The place of the stream's part `id`. A text that follows the restored text of a continued message joins it.
    fn place(&mut self, id: PartId, new: impl FnOnce() -> LivePart) -> usize {
        if let Some(known) = self.ids.iter().rposition(|known| *known == id) {
            return self.parts.len() - self.ids.len() + known;
        }
        let part = new();
        let joins = self.ids.is_empty()
            && matches!((self.parts.last(), &part), (Some(LivePart::Text(_)), LivePart::Text(_)));
        if !joins {
            self.parts.push(part);
        }
        self.ids.push(id);
        self.parts.len() - 1
    }

    fn end_reasoning(&mut self, except: Option<usize>) {
        for (index, part) in self.parts.iter_mut().enumerate() {
            if let LivePart::Reasoning { began, duration: duration @ None, .. } = part
                && Some(index) != except
            {
                let took = began.elapsed();
                *duration = Some(took);
                self.ended_thoughts.extend(u32::try_from(index).ok().map(|place| (place, millis(took))));
            }
        }
    }

    /// What has ended since this was asked last: the places of reasoning, with its milliseconds.
    pub(crate) fn take_ended_thoughts(&mut self) -> Vec<(u32, u64)> {
        std::mem::take(&mut self.ended_thoughts)
    }

    fn finish_parts(&mut self) {
        self.end_reasoning(None);
        for part in &mut self.parts {
            if let LivePart::Text(renderer) | LivePart::Reasoning { renderer, .. } = part {
                renderer.finish();
            }
        }
    }

    /// The parts as they are kept.
    pub(crate) fn to_parts(&self) -> Vec<Part> {
        self.parts
            .iter()
            .map(|part| match part {
                LivePart::Text(renderer) => Part::Text { text: renderer.source().to_owned() },
                LivePart::Reasoning { renderer, duration, signature, .. } => Part::Reasoning {
                    text: renderer.source().to_owned(),
                    duration_ms: duration.map(millis),
                    signature: signature.clone(),
                },
                LivePart::ToolCall { id, name, arguments, signature } => Part::ToolCall {
                    id: id.clone(),
                    name: name.clone(),
                    arguments: arguments.clone(),
                    signature: signature.clone(),
                },
                LivePart::ToolResult(result) => Part::ToolResult(result.clone()),
                LivePart::Image(picture) => Part::Image(picture.clone()),
            })
            .chain(self.dropped.iter().copied().map(Part::Dropped))
            .chain(self.citations.iter().cloned().map(Part::Citation))
            .collect()
    }
}

impl LivePart {
    fn reasoning() -> Self {
        Self::Reasoning { renderer: Renderer::new(), began: Instant::now(), duration: None, signature: None }
    }

    fn restore(part: &Part) -> Option<Self> {
        let filled = |text: &str| {
            let mut renderer = Renderer::new();
            renderer.push(text);
            renderer
        };
        match part {
            Part::Text { text } => Some(Self::Text(filled(text))),
            Part::Reasoning { text, duration_ms, signature } => Some(Self::Reasoning {
                renderer: filled(text),
                began: Instant::now(),
                duration: Some(Duration::from_millis(duration_ms.unwrap_or_default())),
                signature: signature.clone(),
            }),
            Part::ToolCall { id, name, arguments, signature } => Some(Self::ToolCall {
                id: id.clone(),
                name: name.clone(),
                arguments: arguments.clone(),
                signature: signature.clone(),
            }),
            Part::ToolResult(result) => Some(Self::ToolResult(result.clone())),
            Part::Image(picture) => Some(Self::Image(picture.clone())),
            Part::File(_) | Part::Dropped(_) | Part::Citation(_) | Part::Error { .. } => None,
        }
    }
}

fn citation(part: &Part) -> Option<Citation> {
    match part {
        Part::Citation(citation) => Some(citation.clone()),
        _ => None,
    }
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
