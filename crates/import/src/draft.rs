//! A conversation as an export has it, on its way to one of ours.

use std::collections::{HashMap, HashSet};

use parlance_domain::{
    ArchivedConversation, ArchivedMessage, ArchivedName, ConversationId, Message, MessageId, MessageStatus,
    ModelRef, Parameters, Part, Role, Timestamp, Timings,
};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::Format;

const TITLE_CHARS: usize = 200;
/// Of a title that is made of the first words.
const FIRST_WORDS_CHARS: usize = 60;

#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) format: Format,
    /// By which the export knows it.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) created: Option<Timestamp>,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) leaf: Option<String>,
    pub(crate) archived: bool,
    pub(crate) pinned: bool,
    pub(crate) tags: Vec<String>,
    pub(crate) folder: Option<ArchivedName>,
    pub(crate) system_prompt: Option<String>,
    pub(crate) nodes: Vec<Node>,
}

/// A message. One without parts is none: its children hang on its parent.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) parent: Option<String>,
    pub(crate) role: Role,
    pub(crate) parts: Vec<Part>,
    pub(crate) model: Option<ModelRef>,
    pub(crate) at: Option<Timestamp>,
    /// A piece of an answer: where it alone goes on the one before, both are one message.
    pub(crate) piece: bool,
    /// It was stopped before its end.
    pub(crate) interrupted: bool,
}

impl Draft {
    pub(crate) fn new(format: Format, id: String) -> Self {
        Self {
            format,
            id,
            title: String::new(),
            created: None,
            updated: None,
            leaf: None,
            archived: false,
            pinned: false,
            tags: Vec::new(),
            folder: None,
            system_prompt: None,
            nodes: Vec::new(),
        }
    }

    /// Adds a message behind the last one, where an export has no tree.
    pub(crate) fn push(&mut self, mut node: Node) {
        node.parent = self.nodes.last().map(|last| last.id.clone());
        self.nodes.push(node);
    }

    /// `None` where nothing in it can be seen.
    pub(crate) fn finish(self) -> Option<ArchivedConversation> {
        let id = ConversationId(derived(self.format, &[&self.id]));
        let message_id = |own: &str| MessageId(derived(self.format, &[&self.id, own]));
        let order = parents_first(&self.nodes);
        let above = Above::new(&self.nodes);
        let mut children: HashMap<usize, usize> = HashMap::new();
        for at in &order {
            if let Some(parent) = above.kept(*at) {
                *children.entry(parent).or_default() += usize::from(self.nodes[*at].is_kept());
            }
        }
        let mut messages: Vec<Message> = Vec::new();
        // Of each node, the message that it became or became a piece of.
        let mut became: HashMap<usize, usize> = HashMap::new();
        for at in order {
            let node = &self.nodes[at];
            let parent = above.kept(at);
            let into = parent.and_then(|parent| became.get(&parent).copied());
            if !node.is_kept() {
                if let Some(into) = into {
                    became.insert(at, into);
                }
                continue;
            }
            let goes_on = parent
                .filter(|parent| node.piece && self.nodes[*parent].piece && children.get(parent) == Some(&1));
            if let Some(into) = into.filter(|_| goes_on.is_some()) {
                messages[into].parts.extend(node.parts.iter().cloned());
                messages[into].model = node.model.clone().or(messages[into].model.take());
                became.insert(at, into);
                continue;
            }
            let at_least = into.map(|into| messages[into].created_at);
            became.insert(at, messages.len());
            messages.push(Message {
                id: message_id(&node.id),
                conversation: id,
                parent: into.map(|into| messages[into].id),
                role: node.role,
                status: if node.interrupted { MessageStatus::Interrupted } else { MessageStatus::Complete },
                model: node.model.clone(),
                parts: node.parts.clone(),
                finish: None,
                usage: None,
                timings: Timings::default(),
                route: None,
                omissions: Vec::new(),
                comparison: None,
                created_at: node.at.or(at_least).or(self.created).or(self.updated).unwrap_or_default(),
            });
        }
        for message in &mut messages {
            message.parts = joined(std::mem::take(&mut message.parts));
        }
        let leaf = self.leaf.as_ref().and_then(|leaf| above.by_id.get(leaf.as_str()));
        let newest = (0..messages.len()).max_by_key(|at| (messages[*at].created_at, *at));
        let leaf = leaf.and_then(|at| became.get(at)).copied().or(newest)?;
        let times = || messages.iter().map(|message| message.created_at);
        let updated_at = self.updated.or_else(|| times().max()).unwrap_or_default();
        let names = |name: String| ArchivedName { id: None, name };
        Some(ArchivedConversation {
            id,
            title: title(&self.title, &messages),
            leaf: Some(messages[leaf].id),
            model: None,
            created_at: self.created.or_else(|| times().min()).unwrap_or(updated_at),
            updated_at,
            folder: self.folder.filter(|folder| !folder.name.is_empty()),
            tags: self.tags.into_iter().filter(|name| !name.is_empty()).map(names).collect(),
            pinned_at: self.pinned.then_some(updated_at),
            archived_at: self.archived.then_some(updated_at),
            trashed_at: None,
            source: Some(self.format.word().to_owned()),
            persona: None,
            parameters: Parameters { system_prompt: self.system_prompt, ..Parameters::default() },
            messages: messages
                .into_iter()
                .map(|message| ArchivedMessage { message, trashed_at: None })
                .collect(),
        })
    }
}

impl Node {
    fn is_kept(&self) -> bool {
        !self.parts.is_empty()
    }
}

struct Above<'a> {
    nodes: &'a [Node],
    by_id: HashMap<&'a str, usize>,
}

impl<'a> Above<'a> {
    fn new(nodes: &'a [Node]) -> Self {
        let mut by_id = HashMap::with_capacity(nodes.len());
        for (at, node) in nodes.iter().enumerate() {
            by_id.entry(node.id.as_str()).or_insert(at);
        }
        Self { nodes, by_id }
    }

    fn parent(&self, at: usize) -> Option<usize> {
        self.nodes[at].parent.as_ref().and_then(|parent| self.by_id.get(parent.as_str())).copied()
    }

    /// The next message above that can be seen; `None` also in a circle.
    fn kept(&self, at: usize) -> Option<usize> {
        let mut met = HashSet::from([at]);
        let mut next = self.parent(at);
        while let Some(at) = next {
            if !met.insert(at) {
                return None;
            }
            if self.nodes[at].is_kept() {
                return Some(at);
            }
            next = self.parent(at);
        }
        None
    }
}

/// The first node of each id, in an order in which none comes before its parent, else as they are in the export. In a circle the
/// one that comes first in the export goes last, as if it had no child.
fn parents_first(nodes: &[Node]) -> Vec<usize> {
    let above = Above::new(nodes);
    let mut order = Vec::with_capacity(nodes.len());
    let mut placed = vec![false; nodes.len()];
    let mut chain = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        if above.by_id.get(node.id.as_str()) != Some(&at) {
            continue;
        }
        let mut next = Some(at);
        let mut waiting = HashSet::new();
        while let Some(it) = next.filter(|it| !placed[*it] && waiting.insert(*it)) {
            chain.push(it);
            next = above.parent(it);
        }
        while let Some(it) = chain.pop() {
            placed[it] = true;
            order.push(it);
        }
    }
    order
}

/// Texts that follow one another become one, and how long a model thought belongs to what it thought.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Part::Text { text }), Part::Text { text: more }) => {
                text.push_str("\n\n");
                text.push_str(&more);
            }
            (
                Some(Part::Reasoning { duration_ms, .. }),
                Part::Reasoning { text, duration_ms: Some(said), .. },
            ) if text.is_empty() => *duration_ms = Some(said),
            (_, part) => joined.push(part),
        }
    }
    joined
}

fn title(given: &str, messages: &[Message]) -> String {
    let given = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if !given.is_empty() {
        return given.chars().take(TITLE_CHARS).collect();
    }
    let first =
        messages.iter().filter(|it| it.role == Role::User).map(Message::text).find(|it| !it.is_empty());
    let first = first.unwrap_or_default();
    first.lines().next().unwrap_or_default().chars().take(FIRST_WORDS_CHARS).collect()
}

/// A UUID of version 8 from the SHA-256 of the format and the ids that lead to the thing, each behind its length.
pub(crate) fn derived(format: Format, ids: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    for id in std::iter::once(&format.word()).chain(ids) {
        hash.update((id.len() as u64).to_be_bytes());
        hash.update(id.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}
