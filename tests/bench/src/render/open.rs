//! A long conversation is opened at its end: the app reads it from its history, a peer has its messages from a file.

use std::iter;
use std::time::Duration;

use parlance_domain::{
    ArchivedConversation, ArchivedMessage, ConversationId, FinishReason, Message, MessageId, MessageStatus,
    Parameters, Part, Role as Speaker, Timestamp, Timings,
};
use parlance_journeys::{Role, scene};
use parlance_store::{Deleted, Store};
use parlance_testkit::TempHome;
use serde::Deserialize;
use serde_json::json;

use super::arm::{Arm, Window};
use super::table::Figure;
use crate::process;
use crate::report::Machine;
use crate::run::Result;

const MESSAGES: usize = 10_000;
/// The peers draw all of them.
const MESSAGES_OF_A_PEER: usize = 2_000;
/// The slowest peer needs most of a minute, and its page does not answer meanwhile.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long the pointer is on the button before it is pressed: less than a hand needs.
const REST: Duration = Duration::from_millis(200);
/// Of the button that opens it; the peers' page has one, too.
const TITLE: &str = "Long talk";
/// Of an answer.
const BLOCKS: usize = 8;

pub(super) const FIGURES: [Figure; 5] = [
    Figure::less("first paint, ms"),
    Figure::less("worst gap, ms"),
    Figure::less("peak memory, MiB"),
    Figure::less("peak memory against the empty window, ×"),
    Figure::less("nodes"),
];

/// What the page counted.
#[derive(Deserialize)]
struct Seen {
    /// From the click.
    first_paint_ms: f64,
    worst_ms: f64,
    nodes: f64,
}

/// The peak is that of the window's processes from the click until nothing changes any longer.
pub(super) async fn open(arm: Arm, text: &str, machine: &Machine) -> Result<[f64; 5]> {
    let window = match arm {
        Arm::Parlance => app(text).await?,
        peer => self::peer(peer, text, machine).await?,
    };
    let page = window.page.clone().patient(PATIENCE).await?;
    page.find(Role::Button, TITLE).await?;
    process::forget_peaks(window.process)?;
    page.run(include_str!("open.js"), vec![json!(TITLE)]).await?;
    page.click_at_rest(Role::Button, TITLE, REST).await?;
    page.until("the end of the conversation", "return window.benchOpen.over").await?;
    let peak_mib = process::peak_pss_mib(window.process)?;
    let seen: Seen = serde_json::from_value(page.run("return window.benchOpen", Vec::new()).await?)?;
    let empty_mib = window.empty_mib;
    window.close().await?;
    Ok([seen.first_paint_ms, seen.worst_ms, peak_mib, peak_mib / empty_mib, seen.nodes])
}

async fn app(text: &str) -> Result<Window> {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let store = Store::open(&home.parlance()).await?;
    store.merge(&[conversation(text)], Deleted::StaysDeleted).await?;
    store.settle().await?;
    store.close().await;
    Window::app(home, server).await
}

async fn peer(arm: Arm, text: &str, machine: &Machine) -> Result<Window> {
    let home = TempHome::new()?;
    let file = home.path().join("conversation.json");
    let messages = texts(text).take(MESSAGES_OF_A_PEER).map(|(role, text)| {
        let role = if role == Speaker::Assistant { "assistant" } else { "user" };
        json!({ "role": role, "text": text })
    });
    std::fs::write(&file, json!(messages.collect::<Vec<_>>()).to_string())?;
    Window::peer(arm, ("PARLANCE_PEERS_CONVERSATION", file.display().to_string()), home, machine).await
}

/// A question and an answer of some blocks, over and over.
fn texts(text: &str) -> impl Iterator<Item = (Speaker, String)> {
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let mut at = 0;
    iter::repeat_with(move || {
        let message = if at % 2 == 1 {
            let from = at * BLOCKS % (blocks.len() - BLOCKS);
            (Speaker::Assistant, blocks[from..from + BLOCKS].join("\n\n"))
        } else {
            (Speaker::User, format!("Question {at}: and what then?"))
        };
        at += 1;
        message
    })
}

fn conversation(text: &str) -> ArchivedConversation {
    let id = ConversationId::new();
    let now = Timestamp::now().0;
    let mut messages: Vec<ArchivedMessage> = Vec::with_capacity(MESSAGES);
    for (at, (role, text)) in texts(text).take(MESSAGES).enumerate() {
        messages.push(ArchivedMessage {
            message: Message {
                id: MessageId::new(),
                conversation: id,
                parent: messages.last().map(|before| before.message.id),
                role,
                status: MessageStatus::Complete,
                model: None,
                parts: vec![Part::Text { text }],
                finish: (role == Speaker::Assistant).then_some(FinishReason::Stop),
                usage: None,
                timings: Timings::default(),
                route: None,
                omissions: Vec::new(),
                comparison: None,
                created_at: Timestamp(now - (MESSAGES - at) as i64 * 1000),
            },
            trashed_at: None,
        });
    }
    ArchivedConversation {
        id,
        title: TITLE.to_owned(),
        leaf: messages.last().map(|last| last.message.id),
        model: None,
        created_at: Timestamp(now),
        updated_at: Timestamp(now),
        folder: None,
        tags: Vec::new(),
        pinned_at: None,
        archived_at: None,
        trashed_at: None,
        source: None,
        persona: None,
        parameters: Parameters::default(),
        messages,
    }
}
