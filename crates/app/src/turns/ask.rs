//! Asks one model after the other until one answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use parlance_domain::{Message, ModelRef, Passed, Route, Timestamp};
use parlance_ipc::{Answering, ErrorCode, MessageError, TurnStatus};
use parlance_llm::StreamEvent;
use parlance_providers::{FailureClass, Provider, ProviderError, ProviderEvent};
use parlance_store::{JournalEntry, JournalKind, Store};

use super::history::Question;
use super::journal::Journal;
use super::live::{Turn, millis};
use super::run::{Measured, Outcome};
use crate::routing::{HoldUp, Leg, Legs, view};
use crate::{App, error};

/// A limit that ends later than this is told and not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// One question to whoever answers it.
pub(super) struct Ask<'a> {
    pub(super) app: &'a App,
    pub(super) turn: &'a Arc<Turn>,
    pub(super) store: &'a Arc<Store>,
    pub(super) journal: &'a Journal,
    pub(super) question: &'a Question,
    pub(super) asked: Instant,
}

/// How one model did.
enum End {
    Outcome(Outcome),
    /// Not a word came, and somebody else may do better.
    Pass(ProviderError),
}

/// What holds a model up.
enum Gate {
    Open,
    Stopped,
    Held(HoldUp),
}

impl Ask<'_> {
    /// Leaves in `message` who was asked last, and in `measured` how that came about.
    pub(super) async fn run(&self, legs: Legs, message: &mut Message, measured: &mut Measured) -> Outcome {
        let mut route = Route::default();
        let mut outcome = Outcome::Failed(error::truncated());
        for (at, leg) in legs.legs.iter().enumerate() {
            let rest = legs.legs.get(at + 1..).unwrap_or_default();
            message.model = Some(leg.model.clone());
            route.auto = legs.auto.then(|| leg.reasons.iter().copied().map(view::word).collect());
            measured.omissions = Vec::new();
            self.present(leg, route.passed.last()).await;
            // Anew for each model: some of them are the model's own.
            let conversation = self.turn.conversation;
            let parameters = if legs.auto {
                self.app.parameters_for_choice(self.store, conversation, &leg.model).await
            } else {
                self.app.parameters_for(self.store, conversation, Some(&leg.model)).await
            };
            let request = match parameters {
                Ok(parameters) => self.question.request(message, parameters),
                Err(failure) => {
                    outcome = Outcome::Failed(error::card(failure));
                    break;
                }
            };
            let tokens = request.estimated_tokens();
            let (card, wait) = match self.gate(leg, rest, tokens).await {
                Gate::Stopped => {
                    outcome = Outcome::Stopped;
                    break;
                }
                Gate::Held(held) => {
                    let wait =
                        held.until.map(|until| until.0.saturating_sub(Timestamp::now().0).unsigned_abs());
                    (held.error, wait)
                }
                Gate::Open => match self.app.provider_for(Some(&leg.model), !rest.is_empty()).await {
                    Err(card) => (card, None),
                    Ok(provider) => {
                        match self.call(provider.as_ref(), leg, request, tokens, measured).await {
                            End::Outcome(ended) => {
                                outcome = ended;
                                break;
                            }
                            End::Pass(failure) => {
                                let card = error::card(error::provider(&failure));
                                if !goes_on(&failure, legs.auto) {
                                    outcome = Outcome::Failed(card);
                                    break;
                                }
                                (card, failure.retry_after.map(millis))
                            }
                        }
                    }
                },
            };
            if rest.is_empty() {
                outcome = Outcome::Failed(card);
            } else {
                route.passed.push(Passed {
                    model: leg.model.clone(),
                    code: error::code_word(card.code),
                    message: card.message,
                    wait_ms: wait,
                });
            }
        }
        measured.route = (!route.is_plain()).then_some(route);
        outcome
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

    /// Waits for a limit where nobody else can be asked meanwhile.
    async fn gate(&self, leg: &Leg, rest: &[Leg], tokens: u64) -> Gate {
        loop {
            let Some(held) = self.app.hold_up(self.store, &leg.model, tokens).await else {
                return Gate::Open;
            };
            let Some(until) = held.until else { return Gate::Held(held) };
            for other in rest {
                if self.app.hold_up(self.store, &other.model, tokens).await.is_none() {
                    return Gate::Held(held);
                }
            }
            let wait =
                Duration::from_millis(until.0.saturating_sub(Timestamp::now().0).max(0).unsigned_abs());
            if wait > LONGEST_WAIT {
                let told =
                    format!("{} It can be asked again in {}.", held.error.message, error::span(millis(wait)));
                let error = MessageError { message: told, ..held.error };
                return Gate::Held(HoldUp { error, ..held });
            }
            let provider = self.app.name_of(&leg.model.provider).await;
            self.turn.update(|live| live.status = TurnStatus::Limited { provider, wait_ms: millis(wait) });
            // The clock of the wall counts, which a machine that sleeps does not stop; it is looked at again at the end.
            if self.turn.cancel.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
                return Gate::Stopped;
            }
            self.turn.update(|live| live.status = TurnStatus::Connecting);
        }
    }

    /// One model's stream, with what its end says of the provider's health and limits.
    async fn call(
        &self,
        provider: &dyn Provider,
        leg: &Leg,
        request: parlance_llm::ChatRequest,
        tokens: u64,
        measured: &mut Measured,
    ) -> End {
        let model = &leg.model;
        let began = Instant::now();
        let now = Timestamp::now();
        self.app.inner.router.with(|health, limiter| {
            health.begin(&model.provider, now);
            limiter.begin(model, tokens, now);
        });
        let end = self.stream(provider, model, request, measured).await;
        let now = Timestamp::now();
        let learnt = self.app.inner.router.with(|health, limiter| {
            match &end {
                Ok(Outcome::Finished(_)) => {
                    // From this question on: what went before it was somebody else's time.
                    let before = began.saturating_duration_since(self.asked);
                    let first = measured.timings.first_token_ms.map(Duration::from_millis);
                    let first = first.map(|first| first.saturating_sub(before));
                    let tokens = measured.usage.and_then(|usage| usage.output_tokens);
                    health.succeeded(model, first, Some(began.elapsed()), tokens, now);
                }
                Ok(_) => health.undecided(&model.provider),
                Err(failure) => {
                    health.failed(model, failure, now);
                    if error::provider(failure).code == ErrorCode::RateLimit {
                        limiter.refused(model, failure.retry_after, now);
                    }
                }
            }
            limiter.learnt(model).is_some()
        });
        if learnt {
            self.app.keep_limits(self.store, model).await;
        }
        match end {
            Ok(outcome) => End::Outcome(outcome),
            Err(_) if self.turn.cancel.is_cancelled() => End::Outcome(Outcome::Stopped),
            Err(failure) if failure.after_first_token => {
                End::Outcome(Outcome::Failed(error::card(error::provider(&failure))))
            }
            Err(failure) => End::Pass(failure),
        }
    }

    async fn stream(
        &self,
        provider: &dyn Provider,
        model: &ModelRef,
        request: parlance_llm::ChatRequest,
        measured: &mut Measured,
    ) -> Result<Outcome, ProviderError> {
        let turn = self.turn;
        let mut events = provider.stream(request, turn.cancel.clone());
        while let Some(event) = events.next().await {
            match event? {
                ProviderEvent::Stream(StreamEvent::Usage(usage)) => measured.usage = Some(usage),
                ProviderEvent::Stream(StreamEvent::Finished { reason }) => {
                    return Ok(Outcome::Finished(reason));
                }
                ProviderEvent::Stream(StreamEvent::Truncated) => {
                    return Ok(Outcome::Failed(error::truncated()));
                }
                ProviderEvent::Stream(StreamEvent::Image { part, data, .. }) => {
                    if let Err(card) = self.picture(part, data, measured).await {
                        return Ok(Outcome::Failed(card));
                    }
                }
                ProviderEvent::Stream(delta) => {
                    let part = turn.update(|live| {
                        live.status = TurnStatus::Streaming;
                        live.apply(&delta)
                    });
                    if let Some(part) = part {
                        measured.timings.first_token_ms.get_or_insert_with(|| millis(self.asked.elapsed()));
                        entries(part, delta).into_iter().for_each(|entry| self.journal.append(entry));
                    }
                }
                ProviderEvent::Dropped(dropped) => turn.update(|live| live.set_dropped(dropped)),
                ProviderEvent::Omitted(omissions) => measured.omissions = omissions,
                ProviderEvent::Refused(refusal) => {
                    self.app.learn_refusal(self.store, model, &refusal).await;
                }
                ProviderEvent::Limits(limits) => {
                    let now = Timestamp::now();
                    self.app.inner.router.with(|_, limiter| limiter.learn(model, &limits, now));
                }
                ProviderEvent::Waiting { silent_for } => {
                    let silent_ms = millis(silent_for);
                    turn.update(|live| live.status = TurnStatus::Waiting { silent_ms });
                }
                ProviderEvent::Retrying { attempt, delay, reason } => {
                    let delay_ms = millis(delay);
                    turn.update(|live| live.status = TurnStatus::Retrying { attempt, delay_ms, reason });
                }
            }
        }
        let stopped = turn.cancel.is_cancelled();
        Ok(if stopped { Outcome::Stopped } else { Outcome::Failed(error::truncated()) })
    }
}

/// Whether another model may be asked after this failure. A wrong key stops a model that was chosen by name: its owner has
/// to know. Where the choice was Parlance's, the answer says it and comes all the same.
fn goes_on(failure: &ProviderError, auto: bool) -> bool {
    match failure.class {
        FailureClass::Transient | FailureClass::FallBack => true,
        FailureClass::Key => auto,
        FailureClass::Request | FailureClass::Cancelled => false,
    }
}

fn entries(part: u32, delta: StreamEvent) -> Vec<JournalEntry> {
    let entry = |kind, text| JournalEntry { part, kind, text };
    match delta {
        StreamEvent::TextDelta { text, .. } => vec![entry(JournalKind::Text, text)],
        StreamEvent::ReasoningDelta { text, .. } => vec![entry(JournalKind::Reasoning, text)],
        StreamEvent::ToolCallStart { id, name, .. } => id
            .map(|id| entry(JournalKind::ToolId, id))
            .into_iter()
            .chain([entry(JournalKind::ToolName, name)])
            .collect(),
        StreamEvent::ToolCallArguments { delta, .. } => vec![entry(JournalKind::ToolArguments, delta)],
        _ => Vec::new(),
    }
}
