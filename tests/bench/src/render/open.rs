//! A conversation of 10,000 messages is opened in the released app.

use std::fmt::Write;

use parlance_domain::{
    ArchivedConversation, ArchivedMessage, ConversationId, FinishReason, Message, MessageId, MessageStatus,
    Parameters, Part, Role as Speaker, Timestamp, Timings,
};
use parlance_journeys::{Desktop, Keyring, Role, app_process, scene};
use parlance_store::{Deleted, Store};
use serde::Deserialize;
use serde_json::json;

use crate::distribution::Distribution;
use crate::process;
use crate::run::Result;

const MESSAGES: usize = 10_000;
const TITLE: &str = "Long talk";
/// Of an answer.
const BLOCKS: usize = 8;

/// What the page counted.
#[derive(Deserialize)]
struct Seen {
    first_paint_ms: f64,
    worst_ms: f64,
    nodes: u32,
}

pub(super) struct Opened {
    seen: Seen,
    /// Of the app and WebKit: at rest with no conversation open, and with this one.
    empty_mib: f64,
    open_mib: f64,
}

pub(super) async fn open(text: &str) -> Result<Opened> {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let store = Store::open(&home.parlance()).await?;
    store.merge(&[conversation(text)], Deleted::StaysDeleted).await?;
    store.settle().await?;
    store.close().await;
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    let app = app_process(&home.parlance()).ok_or("the app is not there")?;
    page.find(Role::Button, TITLE).await?;
    let empty_mib = process::idle_pss_mib(app).await?;
    page.run(include_str!("open.js"), vec![json!(TITLE)]).await?;
    page.until("the end of the conversation", "return window.benchOpen.over").await?;
    let seen = serde_json::from_value(page.run("return window.benchOpen", Vec::new()).await?)?;
    let open_mib = process::idle_pss_mib(app).await?;
    desktop.quit(&home).await?;
    Ok(Opened { seen, empty_mib, open_mib })
}

fn conversation(text: &str) -> ArchivedConversation {
    let id = ConversationId::new();
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let now = Timestamp::now().0;
    let mut messages: Vec<ArchivedMessage> = Vec::with_capacity(MESSAGES);
    for at in 0..MESSAGES {
        let answers = at % 2 == 1;
        let text = if answers {
            let from = at * BLOCKS % (blocks.len() - BLOCKS);
            blocks[from..from + BLOCKS].join("\n\n")
        } else {
            format!("Question {at}: and what then?")
        };
        messages.push(ArchivedMessage {
            message: Message {
                id: MessageId::new(),
                conversation: id,
                parent: messages.last().map(|before| before.message.id),
                role: if answers { Speaker::Assistant } else { Speaker::User },
                status: MessageStatus::Complete,
                model: None,
                parts: vec![Part::Text { text }],
                finish: answers.then_some(FinishReason::Stop),
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

pub(super) fn report(runs: &[Opened]) -> String {
    let of = |value: fn(&Opened) -> f64| {
        let all = Distribution::new(runs.iter().map(value).collect());
        format!("{:.1} ({:.1} to {:.1})", all.median(), all.percentile(0), all.percentile(100))
    };
    let mut out = String::from(
        "\n| A conversation of 10,000 messages | first paint, ms | worst gap, ms | nodes | memory against the empty window |\n\
         |---|--:|--:|--:|--:|\n",
    );
    let _ = writeln!(
        out,
        "| opened at its end | {} | {} | {} | {} |",
        of(|run| run.seen.first_paint_ms),
        of(|run| run.seen.worst_ms),
        of(|run| f64::from(run.seen.nodes)),
        of(|run| run.open_mib / run.empty_mib),
    );
    out
}
