//! A question said in other words: a sibling of the one before, with an answer of its own.

use std::time::Instant;

use parlance_domain::{Message, MessageStatus, ModelRef, Parameters, Part, Role};
use parlance_ipc::{EditArgs, IpcError, TurnStarted};
use parlance_store::{NewTurn, Origin, TurnPlace};

use super::start::How;
use super::{Begins, checked_text, compare, message, new_message};
use crate::{App, error};

impl App {
    /// Commits another version of a question and starts the turn that answers it. The files of the question go along; the
    /// composer's draft stays.
    pub async fn edit_question(&self, args: EditArgs) -> Result<TurnStarted, IpcError> {
        let asked = Instant::now();
        let store = self.history_of(args.conversation).await?;
        let _begin = self.inner.turns.hold().await;
        self.refuse_if_busy(args.conversation)?;
        let old = message(&store, args.conversation, args.message).await?;
        if old.role != Role::User {
            return Err(error::invalid("Only a question can be edited."));
        }
        let question = new_message(
            args.conversation,
            old.parent,
            Role::User,
            MessageStatus::Complete,
            None,
            reworded(&old, args.text)?,
        );
        let model = ModelRef { provider: args.model.provider, model: args.model.model };
        let (answer, _) = compare::answers(&question, model, Vec::new());
        let new = NewTurn {
            place: TurnPlace::Existing(args.conversation),
            user: Some(question),
            origin: Origin::Elsewhere(Parameters::default()),
            assistant: answer.clone(),
        };
        store.begin_turn(&new).await.map_err(error::store)?;
        let how = How { begins: Begins::Anew, excess: self.excess(args.overflow, None) };
        self.start(store, answer, how, asked).await
    }
}

/// The parts of `old` with these words in the place of its own.
fn reworded(old: &Message, text: String) -> Result<Vec<Part>, IpcError> {
    let is_text = |part: &Part| matches!(part, Part::Text { .. });
    let place = old.parts.iter().position(is_text).unwrap_or(0);
    let mut parts: Vec<_> = old.parts.iter().filter(|part| !is_text(part)).cloned().collect();
    if !text.trim().is_empty() || parts.is_empty() {
        parts.insert(place.min(parts.len()), Part::Text { text: checked_text(text)? });
    }
    Ok(parts)
}
