//! What a person waits for after Send: the question on the disk.

use parlance_domain::{
    Conversation, ConversationId, FinishReason, Message, MessageId, MessageStatus, ModelRef, Part, Role,
    Timestamp, Timings,
};
use parlance_store::{JournalEntry, JournalKind, NewTurn, Origin, Seal, Store, TurnPlace};
use tokio::time::Instant;

use crate::distribution::Distribution;
use crate::run::Result;

const MESSAGES: usize = 500;
/// Then a new conversation begins.
const TURNS: usize = 20;

/// The durable commit of a question, as sending does it, in milliseconds. Around each lies, outside the measurement, what
/// lies around it in life: the draft is kept, the answer journaled and sealed.
pub(crate) async fn measure() -> Result<Distribution> {
    // Beside the program: a temporary folder may lie in memory, where syncing costs nothing.
    let program = std::env::current_exe()?;
    let folder = tempfile::tempdir_in(program.parent().ok_or("the program lies nowhere")?)?;
    let store = Store::open(folder.path()).await?;
    let mut spans_ms = Vec::new();
    let mut conversation = ConversationId::new();
    let mut leaf = None;
    for index in 0..MESSAGES {
        if index % TURNS == 0 {
            (conversation, leaf) = (ConversationId::new(), None);
        }
        let question = question(conversation, leaf, index);
        let answer = answer(&question);
        let place = match leaf {
            Some(_) => TurnPlace::Existing(conversation),
            None => TurnPlace::New(new_conversation(conversation, index)),
        };
        let draft = leaf.map(|_| conversation);
        store.save_draft(draft, &question.text(), Timestamp::now()).await?;
        let turn =
            NewTurn { place, user: Some(question), origin: Origin::Composer, assistant: answer.clone() };
        let began = Instant::now();
        store.begin_turn(&turn).await?;
        spans_ms.push(began.elapsed().as_secs_f64() * 1000.0);
        finish(&store, answer.id).await?;
        leaf = Some(answer.id);
    }
    store.close().await;
    Ok(Distribution::new(spans_ms))
}

async fn finish(store: &Store, message: MessageId) -> Result<()> {
    let text = "An answer of ordinary length, with some words that the search has to take in. ".repeat(20);
    let entry = JournalEntry { part: 0, kind: JournalKind::Text, text: text.clone() };
    store.journal(message, &[entry]).await?;
    let seal = Seal {
        message,
        status: MessageStatus::Complete,
        parts: vec![Part::Text { text }],
        finish: Some(FinishReason::Stop),
        usage: None,
        timings: Timings::default(),
        omissions: Vec::new(),
        model: None,
        route: None,
        call: None,
    };
    Ok(store.seal(&seal).await?)
}

fn new_conversation(id: ConversationId, index: usize) -> Conversation {
    let now = Timestamp::now();
    Conversation {
        id,
        title: format!("Question {index}"),
        leaf: None,
        model: Some(model()),
        created_at: now,
        updated_at: now,
    }
}

fn question(conversation: ConversationId, parent: Option<MessageId>, index: usize) -> Message {
    let text =
        format!("Question {index}: how does a write-ahead log keep what was written, and when is it synced?");
    message(conversation, parent, Role::User, vec![Part::Text { text }])
}

fn answer(question: &Message) -> Message {
    let model = Some(model());
    let message = message(question.conversation, Some(question.id), Role::Assistant, Vec::new());
    Message { status: MessageStatus::Streaming, model, ..message }
}

fn message(conversation: ConversationId, parent: Option<MessageId>, role: Role, parts: Vec<Part>) -> Message {
    Message {
        id: MessageId::new(),
        conversation,
        parent,
        role,
        status: MessageStatus::Complete,
        model: None,
        parts,
        finish: None,
        usage: None,
        timings: Timings::default(),
        route: None,
        omissions: Vec::new(),
        comparison: None,
        created_at: Timestamp::now(),
    }
}

fn model() -> ModelRef {
    ModelRef { provider: "openai".to_owned(), model: "quick-1".to_owned() }
}
