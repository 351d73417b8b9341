//! One model's answer, with what its end says of the provider's health, limits and key.

use std::time::{Duration, Instant};

use futures::StreamExt;
use parlance_domain::Taken;
use parlance_domain::{Dropped, DroppedKind, ModelRef, Part, Timestamp, Timings};
use parlance_ipc::{ErrorCode, MessageError, TurnStatus};
use parlance_llm::{ChatRequest, RateLimit, StreamEvent};
use parlance_providers::{FailureClass, ProviderError, ProviderEvent};
use parlance_store::Asked;

use super::ask::Ask;
use super::fit::Fit;
use super::live::millis;
use super::run::{Measured, Outcome};
use crate::error;
use crate::providers::{Answerer, UsedKey};
use crate::routing::{Account, Leg, Reservation};

/// How one model did.
pub(super) enum End {
    Outcome(Outcome),
    /// Not a word came, and somebody else may do better.
    Pass {
        card: MessageError,
        wait: Option<Duration>,
    },
}

/// What is to be asked of one model.
pub(super) struct Call<'a> {
    pub(super) leg: &'a Leg,
    pub(super) fit: Fit,
    pub(super) reserved: Reservation,
    /// Somebody else can be asked: it gives up soon.
    pub(super) others: bool,
    pub(super) auto: bool,
}

/// Who is asked.
pub(super) struct Callee<'a> {
    pub(super) model: &'a ModelRef,
    pub(super) answerer: Answerer,
    account: Account,
}

/// Why there is no request that fits.
pub(super) enum Unfit {
    /// The model made no summary.
    Failed(ProviderError),
    /// The next call may not be made.
    HeldUp(MessageError),
}

impl From<ProviderError> for Unfit {
    fn from(failure: ProviderError) -> Self {
        Self::Failed(failure)
    }
}

/// How a call ended that did not fail.
enum Success {
    Whole {
        first_token: Option<Duration>,
        duration: Duration,
        output_tokens: Option<u64>,
    },
    /// Stopped, or broken off.
    Undecided,
}

impl Ask<'_> {
    pub(super) async fn call(&self, call: Call<'_>, measured: &mut Measured) -> End {
        let Call { leg, fit, mut reserved, others, auto } = call;
        let model = &leg.model;
        let account = self.app.inner.router.account(&model.provider);
        let callee = match self.app.provider_for(Some(model), others).await {
            Ok(answerer) => Callee { model, answerer, account },
            // Whose key is missing has to know, as who has a wrong one.
            Err(card) if !auto && needs_its_owner(card.code) => return End::Outcome(Outcome::Failed(card)),
            Err(card) => return End::Pass { card, wait: None },
        };
        self.app.inner.router.with(|health, _| health.begin(&model.provider, Timestamp::now()));
        let request = match self.fitting(&callee, fit, &mut reserved).await {
            Ok(request) => request,
            Err(unfit) => {
                if let Some(route) = &mut measured.route {
                    route.summary = None;
                }
                return match unfit {
                    Unfit::Failed(failure) => {
                        self.note_end(&callee, Err(&failure)).await;
                        self.without_an_answer(&failure, callee.answerer.key.as_ref(), auto)
                    }
                    Unfit::HeldUp(card) => {
                        self.note_end(&callee, Ok(Success::Undecided)).await;
                        End::Pass { card, wait: None }
                    }
                };
            }
        };
        let messages = request.messages.clone();
        let began = Instant::now();
        reserved.send(request.estimated_tokens());
        measured.reserved = Some(reserved);
        let end = self.stream(&callee, request, measured).await;
        let told = measured.taken.told;
        match &end {
            Ok(Outcome::Finished(_)) => {
                // From this question on: what went before it was somebody else's time.
                let before = began.saturating_duration_since(self.asked);
                let first = measured.timings.first_token_ms.map(Duration::from_millis);
                let success = Success::Whole {
                    first_token: first.map(|first| first.saturating_sub(before)),
                    duration: began.elapsed(),
                    output_tokens: told.and_then(|usage| usage.output_tokens),
                };
                self.note_end(&callee, Ok(success)).await;
                self.app.learn_again(model);
            }
            Ok(_) => self.note_end(&callee, Ok(Success::Undecided)).await,
            Err(failure) => self.note_end(&callee, Err(failure)).await,
        }
        if end.as_ref().is_err_and(|failure| !failure.after_first_token) && !self.turn.cancel.is_cancelled() {
            (measured.taken.sent, measured.reserved) = (None, None);
        }
        if !matches!(end, Ok(Outcome::Stopped)) {
            self.app
                .note_key_use(self.store.settled(), callee.answerer.key.as_ref(), end.as_ref().err())
                .await;
        }
        if let (Ok(Outcome::Finished(_)), Some(reported)) = (&end, told.and_then(|usage| usage.input_tokens))
        {
            // Nobody waits for it: the answer is to be sealed.
            let (app, store, provider) = (self.app.clone(), self.store.clone(), model.provider.clone());
            tokio::spawn(
                async move { app.learn_tokens(store.settled(), &provider, &messages, reported).await },
            );
        }
        let end = match end {
            Ok(outcome) => End::Outcome(outcome),
            Err(failure) => self.without_an_answer(&failure, callee.answerer.key.as_ref(), auto),
        };
        if matches!(end, End::Pass { .. }) {
            self.count_lost(model, measured).await;
        }
        end
    }

    /// Learns from a call's end, unless the provider is asked with another key or elsewhere since.
    async fn note_end(&self, callee: &Callee<'_>, end: Result<Success, &ProviderError>) {
        let (model, now) = (callee.model, Timestamp::now());
        let learnt = self.app.inner.router.with_account(&callee.account, |health, limiter| {
            match end {
                Ok(Success::Whole { first_token, duration, output_tokens }) => {
                    health.succeeded(model, first_token, Some(duration), output_tokens, now);
                }
                Ok(Success::Undecided) => health.undecided(&model.provider),
                Err(failure) => {
                    health.failed(model, failure, now);
                    if error::provider(failure).code == ErrorCode::RateLimit {
                        limiter.refused(model, failure.retry_after, now);
                    }
                }
            }
            limiter.learnt(model).is_some()
        });
        if learnt == Some(true) {
            self.app.keep_limits(self.store.settled(), model).await;
        }
    }

    /// What the answer's headers told of limits.
    pub(super) fn learn_limits(&self, callee: &Callee<'_>, limits: &[RateLimit]) {
        let now = Timestamp::now();
        self.app.inner.router.with_account(&callee.account, |_, limiter| {
            limiter.learn(callee.model, limits, now);
        });
    }

    /// Counts what a call took that came to nothing; another one is made in its place.
    async fn count_lost(&self, model: &ModelRef, measured: &mut Measured) {
        let Taken { told, .. } = std::mem::take(&mut measured.taken);
        if told.is_some() {
            let answer = self.turn.message;
            self.app.count_call(self.store, answer, model, told, Timings::default(), None).await;
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
        callee: &Callee<'_>,
        fit: Fit,
        reserved: &mut Reservation,
    ) -> Result<ChatRequest, Unfit> {
        let Some(plan) = fit.plan else { return Ok(fit.request) };
        let summary = self.summarise(callee, &plan, reserved).await?;
        Ok(ChatRequest { messages: plan.messages(&summary), ..fit.request })
    }

    async fn stream(
        &self,
        callee: &Callee<'_>,
        request: ChatRequest,
        measured: &mut Measured,
    ) -> Result<Outcome, ProviderError> {
        let (turn, model, tokens) = (self.turn, callee.model, request.estimated_tokens());
        let asked = Asked { model: model.clone(), route: measured.route.clone() };
        turn.update(|live| live.begin_call());
        self.journal.begin_call(&asked);
        measured.taken = Taken::default();
        let made_at = Timestamp::now();
        let mut left_out = self.question.pictures.left_out();
        let mut events = callee.answerer.provider.stream(request, turn.cancel.clone());
        while let Some(event) = events.next().await {
            match event? {
                ProviderEvent::Accepted => {
                    measured.taken.sent = Some(tokens);
                    self.journal.taken(measured.taken, made_at);
                    if left_out > 0 {
                        self.tell_dropped(Vec::new(), std::mem::take(&mut left_out));
                    }
                }
                ProviderEvent::Stream(StreamEvent::Usage(usage)) => {
                    measured.taken.told = Some(usage);
                    self.journal.taken(measured.taken, made_at);
                }
                ProviderEvent::Stream(StreamEvent::Finished { reason }) => {
                    // Before all that is written: the last words are drawn meanwhile.
                    turn.finish_words();
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
                    let (part, thoughts) = turn.update(|live| {
                        live.status = TurnStatus::Streaming;
                        (live.apply(&delta), live.take_ended_thoughts())
                    });
                    self.journal.thoughts(thoughts);
                    if let Some(part) = part {
                        if delta.is_token() {
                            let first = &mut measured.timings.first_token_ms;
                            first.get_or_insert_with(|| millis(self.asked.elapsed()));
                        }
                        self.journal.delta(part, delta);
                    }
                }
                ProviderEvent::Dropped(dropped) => {
                    self.tell_dropped(dropped, std::mem::take(&mut left_out));
                }
                ProviderEvent::Omitted(omissions) => measured.omissions = omissions,
                ProviderEvent::Refused(refusal) => {
                    if self.app.inner.router.is_current(&callee.account) {
                        self.app.learn_refusal(self.store.settled(), model, &refusal).await;
                    }
                }
                ProviderEvent::Limits(limits) => self.learn_limits(callee, &limits),
                ProviderEvent::Waiting { silent_for } => {
                    let silent_ms = millis(silent_for);
                    turn.update(|live| live.status = TurnStatus::Waiting { silent_ms });
                }
                ProviderEvent::Retrying { attempt, delay, reason } => {
                    let delay_ms = millis(delay);
                    turn.update(|live| {
                        live.begin_call();
                        live.status = TurnStatus::Retrying { attempt, delay_ms, reason };
                    });
                    self.journal.begin_call(&asked);
                    self.count_lost(model, measured).await;
                    left_out = self.question.pictures.left_out();
                }
            }
        }
        let stopped = turn.cancel.is_cancelled();
        Ok(if stopped { Outcome::Stopped } else { Outcome::Failed(error::truncated()) })
    }

    /// Says what did not go to the model: what its wire does not take, and `pictures` that were too many for a request.
    fn tell_dropped(&self, mut dropped: Vec<Dropped>, pictures: u32) {
        match dropped.iter_mut().find(|dropped| dropped.kind == DroppedKind::Image) {
            Some(images) => images.count = images.count.saturating_add(pictures),
            None if pictures > 0 => dropped.push(Dropped { kind: DroppedKind::Image, count: pictures }),
            None => {}
        }
        dropped.iter().for_each(|dropped| self.journal.part(0, &Part::Dropped(*dropped)));
        self.turn.update(|live| live.set_dropped(dropped));
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
