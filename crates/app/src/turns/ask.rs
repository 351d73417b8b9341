//! Asks one model after the other until one answers.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parlance_domain::Taken;
use parlance_domain::{Message, Passed, Route, Timestamp};
use parlance_ipc::{Answering, MessageError, TurnStatus};
use parlance_store::Store;

use super::call::{Call, End};
use super::fit::Fit;
use super::history::Question;
use super::journal::Journal;
use super::live::{Turn, millis};
use super::run::{Measured, Outcome};
use crate::routing::{HoldUp, Leg, Legs, Wanted, view};
use crate::{App, error};

/// A limit that ends later than this is told and not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

const LOOK_AGAIN: Duration = Duration::from_secs(5);
const SHORTEST_NAP: Duration = Duration::from_millis(250);

/// One question to whoever answers it.
pub(super) struct Ask<'a> {
    pub(super) app: &'a App,
    pub(super) turn: &'a Arc<Turn>,
    pub(super) store: &'a Arc<Store>,
    pub(super) journal: &'a Journal,
    pub(super) question: &'a Question,
    pub(super) asked: Instant,
}

/// A model that is at a limit.
struct Held<'a> {
    leg: &'a Leg,
    /// `None` when no wait helps.
    until: Option<Timestamp>,
    wanted: Wanted,
    card: MessageError,
}

impl Ask<'_> {
    /// Leaves in `message` who was asked last, and in `measured` how that came about.
    pub(super) async fn run(&self, legs: Legs, message: &mut Message, measured: &mut Measured) -> Outcome {
        let mut passed: Vec<Passed> = Vec::new();
        let mut held: Vec<Held<'_>> = Vec::new();
        let mut failed = None;
        let mut queue: VecDeque<&Leg> = legs.legs.iter().collect();
        let outcome = loop {
            // Whoever is at a limit is passed as long as there are others, and waited for when there are none.
            let Some(leg) = queue.pop_front() else {
                match self.wait_for_one(&mut held).await {
                    Some(Ok(leg)) => {
                        passed.retain(|passed| passed.model != leg.model);
                        queue.push_back(leg);
                        continue;
                    }
                    Some(Err(card)) => break Outcome::Failed(failed.unwrap_or(card)),
                    None => break Outcome::Stopped,
                }
            };
            message.model = Some(leg.model.clone());
            self.app.learn_of(&leg.model);
            let fit = match self.fit(leg, legs.auto, message).await {
                Ok(fit) => fit,
                Err(card) => break Outcome::Failed(card),
            };
            measured.route = route(legs.auto, leg, &passed, &fit);
            (measured.omissions, measured.taken) = (Vec::new(), Taken::default());
            self.present(leg, passed.last()).await;
            let wanted = fit.wanted();
            let (card, wait) = match self.app.admit(self.store.settled(), &leg.model, wanted).await {
                Err(HoldUp { until, error: card }) => {
                    held.push(Held { leg, until, wanted, card: card.clone() });
                    (card, until.map(left))
                }
                Ok(reserved) => {
                    let others = !queue.is_empty() || held.iter().any(|held| held.until.is_some());
                    let call = Call { leg, fit, reserved, others, auto: legs.auto };
                    match self.call(call, measured).await {
                        End::Outcome(outcome) => break outcome,
                        End::Pass { card, wait } => {
                            failed = Some(card.clone());
                            (card, wait)
                        }
                    }
                }
            };
            passed.push(Passed {
                model: leg.model.clone(),
                code: error::code_word(card.code),
                message: card.message,
                wait_ms: wait.map(millis),
            });
        };
        // Who was asked last stands on the message itself.
        passed.retain(|passed| Some(&passed.model) != message.model.as_ref());
        if let Some(route) = &mut measured.route {
            route.passed = passed;
        } else {
            measured.route = Some(Route { passed, ..Route::default() });
        }
        measured.route.take_if(|route| route.is_plain());
        outcome
    }

    /// Waits until one of those at their limits can be asked. `None` when the turn was stopped, an error when that takes too
    /// long or no wait helps.
    async fn wait_for_one<'a>(&self, held: &mut Vec<Held<'a>>) -> Option<Result<&'a Leg, MessageError>> {
        loop {
            let soonest =
                held.iter().filter_map(|held| Some((held.until?, held))).min_by_key(|(until, _)| *until);
            let Some((until, first)) = soonest else {
                let card = held.pop().map_or_else(error::truncated, |held| held.card);
                return Some(Err(card));
            };
            let wait = left(until);
            if wait > LONGEST_WAIT {
                let MessageError { code, message } = &first.card;
                let message = format!("{message} It can be asked again in {}.", error::span(millis(wait)));
                return Some(Err(MessageError { code: *code, message }));
            }
            let provider = self.app.name_of(&first.leg.model.provider).await;
            self.turn.update(|live| live.status = TurnStatus::Limited { provider, wait_ms: millis(wait) });
            // A limit ends by the clock on the wall, and timers stand still while the machine sleeps.
            let nap = tokio::time::sleep(wait.clamp(SHORTEST_NAP, LOOK_AGAIN));
            self.turn.cancel.run_until_cancelled(nap).await?;
            for index in 0..held.len() {
                let Some(one) = held.get_mut(index) else { continue };
                match self.app.hold_up(self.store.settled(), &one.leg.model, one.wanted).await {
                    None => return Some(Ok(held.swap_remove(index).leg)),
                    Some(again) => one.until = again.until,
                }
            }
        }
    }

    /// What goes to this model: some of its parameters are the model's own.
    async fn fit(&self, leg: &Leg, auto: bool, message: &Message) -> Result<Fit, MessageError> {
        let conversation = self.turn.conversation;
        let parameters = if auto {
            self.app.parameters_for_choice(self.store, conversation, &leg.model).await
        } else {
            self.app.parameters_for(self.store, conversation, Some(&leg.model)).await
        };
        let parameters = parameters.map_err(error::card)?;
        Ok(self.app.fit(self.store, self.question, message, &leg.model, parameters).await)
    }

    /// Tells the watchers who is asked now, and after whom.
    async fn present(&self, leg: &Leg, passed: Option<&Passed>) {
        let answering = Answering {
            model: crate::view::choice(leg.model.clone()),
            model_name: self.app.model_name(&leg.model),
            provider_name: self.app.name_of(&leg.model.provider).await,
        };
        let status = match passed {
            None => TurnStatus::Connecting,
            Some(passed) => TurnStatus::Trying {
                provider: answering.provider_name.clone(),
                passed: self.app.name_of(&passed.model.provider).await,
                code: error::from_code_word(&passed.code),
                wait_ms: passed.wait_ms,
            },
        };
        self.turn.update(|live| {
            live.answering = Some(answering);
            live.status = status;
        });
    }
}

fn route(auto: bool, leg: &Leg, passed: &[Passed], fit: &Fit) -> Option<Route> {
    let auto = auto.then(|| leg.reasons.iter().copied().map(view::word).collect());
    let route = Route { auto, passed: passed.to_vec(), left_out: fit.left_out, summary: fit.summary };
    (!route.is_plain()).then_some(route)
}

fn left(until: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from(until.0.saturating_sub(Timestamp::now().0)).unwrap_or_default())
}
