//! One turn, from the question to its end, shown by a face.

use parlance_app::{App, TextEvent};
use parlance_ipc::{
    ConversationArgs, MessageError, MessageState, MessageView, PartView, TurnArgs, TurnStarted,
};
use tokio::sync::mpsc;

use crate::exit::{self, Exit, Failure};
use crate::face::{Ended, Face};
use crate::interrupt::Interrupts;
use crate::overflow;

/// What a second Ctrl-C does while the first one is still being obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Impatience {
    /// Nothing.
    Wait,
    /// Give up; the next start finds in the journal what came of the answer.
    Leave,
}

/// Shows `started` until it ends. Ctrl-C stops it and seals what came.
///
/// # Errors
/// When the output fails: the turn is stopped and sealed before this returns.
pub(crate) async fn show(
    app: &App,
    started: &TurnStarted,
    face: &mut dyn Face,
    interrupts: &mut Interrupts,
    impatience: Impatience,
) -> Result<Ended, Failure> {
    let (sender, mut events) = mpsc::unbounded_channel();
    if app.watch_text(started.turn, sender).is_err() {
        return from_history(app, started, face).await;
    }
    let mut interrupted = false;
    let mut broken = None;
    loop {
        let event = tokio::select! {
            biased;
            () = interrupts.next() => {
                if interrupted && impatience == Impatience::Leave {
                    return Err(Failure::new(Exit::Interrupted, ""));
                }
                interrupted = true;
                app.stop_turn(TurnArgs { turn: started.turn }).await?;
                continue;
            }
            event = events.recv() => event,
        };
        let written = match event {
            Some(TextEvent::Ended { state, error }) => {
                let ended = end(app, started, state, error, interrupted).await;
                return match broken.or_else(|| face.ended(&ended).err()) {
                    Some(failure) => Err(failure.into()),
                    None => Ok(ended),
                };
            }
            // Nobody reads any more: what is left is to wait for the seal.
            Some(_) if broken.is_some() => Ok(()),
            Some(TextEvent::Text { delta }) => face.text(&delta),
            Some(TextEvent::Reasoning { delta }) => face.reasoning(&delta),
            Some(TextEvent::Picture { alt, file }) => face.picture(&alt, &file),
            Some(TextEvent::Status { status }) => face.status(&status),
            None => return from_history(app, started, face).await,
        };
        if let Err(failure) = written {
            broken = Some(failure);
            app.stop_turn(TurnArgs { turn: started.turn }).await?;
        }
    }
}

async fn end(
    app: &App,
    started: &TurnStarted,
    state: MessageState,
    error: Option<MessageError>,
    interrupted: bool,
) -> Ended {
    let exit = match exit::of_turn(state, error.as_ref()) {
        // Stopped by the person, unless it was complete before that or could not be kept.
        Exit::Failed if interrupted => Exit::Interrupted,
        exit => exit,
    };
    let answer = answer(app, started).await;
    let omissions = answer.as_ref().map(|answer| answer.omissions.clone()).unwrap_or_default();
    let shortened = answer.as_ref().and_then(overflow::shortened);
    Ended { state, error, stats: answer.and_then(|answer| answer.stats), omissions, shortened, exit }
}

/// A turn that was over before it could be watched: the history has its words.
async fn from_history(app: &App, started: &TurnStarted, face: &mut dyn Face) -> Result<Ended, Failure> {
    let answer = answer(app, started)
        .await
        .ok_or_else(|| Failure::new(Exit::Disk, "The answer is not in the history."))?;
    face.text(&answer.source)?;
    for part in &answer.parts {
        if let PartView::Image(picture) = part {
            face.picture(&picture.alt, &app.blob_file(picture.blob))?;
        }
    }
    let exit = exit::of_turn(answer.state, answer.error.as_ref());
    let shortened = overflow::shortened(&answer);
    let MessageView { state, error, stats, omissions, .. } = answer;
    let ended = Ended { state, error, stats, omissions, shortened, exit };
    face.ended(&ended)?;
    Ok(ended)
}

/// Whether the answer, which has ended, holds a picture.
pub(crate) async fn has_pictures(app: &App, started: &TurnStarted) -> bool {
    let answer = answer(app, started).await;
    answer.is_some_and(|answer| answer.parts.iter().any(|part| matches!(part, PartView::Image(_))))
}

async fn answer(app: &App, started: &TurnStarted) -> Option<MessageView> {
    let wanted = started.view.messages.last()?.id;
    let view = app.open_conversation(ConversationArgs { conversation: started.conversation }).await.ok()?;
    view.messages.into_iter().find(|message| message.id == wanted)
}
