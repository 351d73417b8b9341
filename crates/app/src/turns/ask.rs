//! Asks one model after the other until one answers.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use parlance_domain::{Message, MessageId, ModelRef, Passed, Route, Timestamp};
use parlance_ipc::{Answering, ErrorCode, MessageError, TurnStatus};
use parlance_llm::{ChatRequest, StreamEvent};
use parlance_providers::{FailureClass, Provider, ProviderError, ProviderEvent};
use parlance_store::{JournalEntry, JournalKind, Store};

use super::fit::Fit;
use super::history::Question;
use super::journal::Journal;
use super::live::{Turn, millis};
use super::run::{Measured, Outcome};
use crate::providers::UsedKey;
use crate::routing::{HoldUp, Leg, Legs, view};
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

/// How one model did.
enum End {
    Outcome(Outcome),
    /// Not a word came, and somebody else may do better.
    Pass {
        card: MessageError,
        wait: Option<Duration>,
    },
}

/// One model's turn.
struct Call<'a> {
    leg: &'a Leg,
    fit: Fit,
    /// About how many it sends.
    tokens: u64,
    /// Somebody else can be asked: it gives up soon.
    others: bool,
    auto: bool,
    answer: MessageId,
}

/// A model that is at a limit.
struct Held<'a> {
    leg: &'a Leg,
    /// `None` when no wait helps.
    until: Option<Timestamp>,
    /// About how many it sends.
    tokens: u64,
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
            let fit = match self.fit(leg, legs.auto, message).await {
                Ok(fit) => fit,
                Err(card) => break Outcome::Failed(card),
            };
            measured.route = route(legs.auto, leg, &passed, &fit);
            (measured.omissions, measured.usage) = (Vec::new(), None);
            self.present(leg, passed.last()).await;
            let tokens = fit.request.estimated_tokens();
            let (card, wait) = match self.app.hold_up(self.store, &leg.model, tokens).await {
                Some(HoldUp { until, error: card }) => {
                    held.push(Held { leg, until, tokens, card: card.clone() });
                    (card, until.map(left))
                }
                None => {
                    let others = !queue.is_empty() || held.iter().any(|held| held.until.is_some());
                    let call = Call { leg, fit, tokens, others, auto: legs.auto, answer: message.id };
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
                match self.app.hold_up(self.store, &one.leg.model, one.tokens).await {
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

    /// One model's answer, with what its end says of the provider's health and limits.
    async fn call(&self, call: Call<'_>, measured: &mut Measured) -> End {
        let Call { leg, fit, tokens, others, auto, answer } = call;
        let model = &leg.model;
        let answerer = match self.app.provider_for(Some(model), others).await {
            Ok(answerer) => answerer,
            // Whose key is missing has to know, as who has a wrong one.
            Err(card) if !auto && needs_its_owner(card.code) => return End::Outcome(Outcome::Failed(card)),
            Err(card) => return End::Pass { card, wait: None },
        };
        let request = match self.fitting(answerer.provider.as_ref(), model, fit, answer).await {
            Ok(request) => request,
            Err(failure) => {
                if let Some(route) = &mut measured.route {
                    route.summary = None;
                }
                return self.without_an_answer(&failure, answerer.key.as_ref(), auto);
            }
        };
        let messages = request.messages.clone();
        let began = Instant::now();
        let now = Timestamp::now();
        self.app.inner.router.begin(model, tokens, now);
        measured.sent_tokens = Some(tokens);
        let end = self.stream(answerer.provider.as_ref(), model, request, measured).await;
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
        if end.as_ref().is_err_and(|failure| !failure.after_first_token) && !self.turn.cancel.is_cancelled() {
            measured.sent_tokens = None;
        }
        if !matches!(end, Ok(Outcome::Stopped)) {
            self.app.note_key_use(self.store, answerer.key.as_ref(), end.as_ref().err()).await;
        }
        if let (Ok(Outcome::Finished(_)), Some(reported)) =
            (&end, measured.usage.and_then(|usage| usage.input_tokens))
        {
            // Nobody waits for it: the answer is to be sealed.
            let (app, store, provider) = (self.app.clone(), self.store.clone(), model.provider.clone());
            tokio::spawn(async move { app.learn_tokens(&store, &provider, &messages, reported).await });
        }
        match end {
            Ok(outcome) => End::Outcome(outcome),
            Err(failure) => self.without_an_answer(&failure, answerer.key.as_ref(), auto),
        }
    }

    fn without_an_answer(&self, failure: &ProviderError, key: Option<&UsedKey>, auto: bool) -> End {
        if self.turn.cancel.is_cancelled() {
            return End::Outcome(Outcome::Stopped);
        }
        let card = error::card(error::provider(failure));
        let card = match key {
            Some(key) => key.told(card),
            None => card,
        };
        if failure.after_first_token || !goes_on(failure, auto) {
            return End::Outcome(Outcome::Failed(card));
        }
        End::Pass { card, wait: failure.retry_after }
    }

    /// The request that fits, once the summary is made that it may want.
    async fn fitting(
        &self,
        provider: &dyn Provider,
        model: &ModelRef,
        fit: Fit,
        answer: MessageId,
    ) -> Result<ChatRequest, ProviderError> {
        let Some(plan) = fit.plan else { return Ok(fit.request) };
        let summary = self.summarise(provider, model, &plan, answer).await?;
        Ok(ChatRequest { messages: plan.messages(&summary), ..fit.request })
    }

    async fn stream(
        &self,
        provider: &dyn Provider,
        model: &ModelRef,
        request: ChatRequest,
        measured: &mut Measured,
    ) -> Result<Outcome, ProviderError> {
        let turn = self.turn;
        turn.update(|live| live.begin_call());
        measured.usage = None;
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
                    measured.usage = None;
                    turn.update(|live| {
                        live.begin_call();
                        live.status = TurnStatus::Retrying { attempt, delay_ms, reason };
                    });
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

/// What only the one who entered it can put right.
fn needs_its_owner(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Key | ErrorCode::Keyring | ErrorCode::Invalid)
}

fn route(auto: bool, leg: &Leg, passed: &[Passed], fit: &Fit) -> Option<Route> {
    let auto = auto.then(|| leg.reasons.iter().copied().map(view::word).collect());
    let route = Route { auto, passed: passed.to_vec(), left_out: fit.left_out, summary: fit.summary };
    (!route.is_plain()).then_some(route)
}

fn left(until: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from(until.0.saturating_sub(Timestamp::now().0)).unwrap_or_default())
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
