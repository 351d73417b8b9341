//! Who is asked: by name, or chosen by Parlance; and who instead, when that one cannot answer.

mod budgets;
mod candidates;
mod ledger;
mod settings;
pub(crate) mod view;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlance_domain::{ModelRef, Timestamp};
use parlance_ipc::{ErrorCode, MessageError, Routing};
use parlance_providers::Directory;
use parlance_providers::routing::{Candidate, Health, Limiter, Needs, Reason, choose};
use parlance_store::Store;
use tokio::sync::RwLock;

use crate::{App, error, guide};
pub(crate) use budgets::{HoldUp, SpentBefore, Wanted};
use candidates::Look;
use ledger::Ledger;
pub(crate) use ledger::Reservation;
pub(crate) use settings::NAME;

/// The model that stands for "let Parlance choose".
pub const AUTO: &str = "auto";
pub(crate) const AUTO_NAME: &str = "Auto";

/// The state behind the choice.
#[derive(Default)]
pub(crate) struct Router {
    state: Mutex<State>,
    /// Written by who decides on a call, read by who puts one into the history: a decision counts each call once.
    books: Arc<RwLock<()>>,
}

#[derive(Default)]
struct State {
    health: Health,
    limiter: Limiter,
    /// What was learnt before this start has been read.
    restored: bool,
    settings: Option<Routing>,
    ledger: Ledger,
    spent_before: SpentBefore,
    /// How often the key or the address of a provider has changed.
    accounts: HashMap<String, u64>,
    /// The providers that had a key when one was looked for.
    askable: HashSet<String>,
}

impl State {
    fn is_current(&self, account: &Account) -> bool {
        let changes = self.accounts.get(&account.provider).copied().unwrap_or_default();
        changes == account.changes
    }
}

impl Router {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held leaves at worst one call uncounted.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A provider's key or address changed: what was known of it belongs to another account.
    pub(crate) fn provider_changed(&self, provider: &str) {
        let mut state = self.lock();
        state.health.reachable(provider);
        state.limiter.forget(provider);
        state.askable.remove(provider);
        *state.accounts.entry(provider.to_owned()).or_default() += 1;
    }

    /// Which account of a provider's is asked now.
    pub(crate) fn account(&self, provider: &str) -> Account {
        let changes = self.lock().accounts.get(provider).copied().unwrap_or_default();
        Account { provider: provider.to_owned(), changes }
    }

    /// Works on what is known of health and limits, unless the provider is asked with another account since.
    pub(crate) fn with_account<T>(
        &self,
        account: &Account,
        work: impl FnOnce(&mut Health, &mut Limiter) -> T,
    ) -> Option<T> {
        let state = &mut *self.lock();
        state.is_current(account).then(|| work(&mut state.health, &mut state.limiter))
    }

    /// Whether the provider is still asked with this account.
    pub(crate) fn is_current(&self, account: &Account) -> bool {
        self.lock().is_current(account)
    }

    /// The budgets are those of another history, in which so much of them was spent.
    pub(crate) fn spent_before(&self, spent: SpentBefore) {
        self.lock().spent_before = spent;
    }

    /// The keyring opened or closed.
    pub(crate) fn keys_changed(&self) {
        self.lock().askable.clear();
    }

    /// Something free came from the provider.
    pub(crate) fn reachable(&self, provider: &str) {
        self.lock().health.reachable(provider);
    }

    /// Works on what is known of health and limits.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Health, &mut Limiter) -> T) -> T {
        let state = &mut *self.lock();
        work(&mut state.health, &mut state.limiter)
    }
}

/// A provider as it was asked: another key or another address is another account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    provider: String,
    changes: u64,
}

/// One model to ask.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leg {
    pub(crate) model: ModelRef,
    /// Why; empty for a model that was chosen by name.
    pub(crate) reasons: Vec<Reason>,
}

/// The models to ask, one after the other until one answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Legs {
    /// Never empty.
    pub(crate) legs: Vec<Leg>,
    /// The choice was left to Parlance.
    pub(crate) auto: bool,
}

pub(crate) fn is_auto(model: &ModelRef) -> bool {
    model.provider == AUTO
}

pub(crate) fn auto() -> ModelRef {
    ModelRef { provider: AUTO.to_owned(), model: AUTO.to_owned() }
}

impl App {
    /// Who is asked for `model`. `before` is who wrote the beginning of this answer, and whether they failed in the middle of
    /// it: then they come last, and first otherwise.
    pub(crate) async fn legs(
        &self,
        store: &Store,
        model: Option<&ModelRef>,
        needs: Needs,
        before: Option<(&ModelRef, bool)>,
    ) -> Result<Legs, MessageError> {
        let model = model.ok_or_else(|| error::card(error::no_provider()))?;
        self.restore_limits(store).await;
        let settings = self.routing_settings(store).await;
        let is_auto = is_auto(model);
        let alone = Leg { model: model.clone(), reasons: Vec::new() };
        // Words of another model would be no picture.
        let draws =
            Directory::bundled().get(&model.provider).is_some_and(|spec| spec.makes_images(&model.model));
        if !is_auto && (model.provider == guide::PROVIDER_ID || draws || !settings.fall_back) {
            return Ok(Legs { legs: vec![alone], auto: false });
        }
        let now = Timestamp::now();
        let mut candidates = self.candidates(&settings, needs, now, Look::Ask).await;
        if !is_auto {
            candidates.retain(|candidate| candidate.model.provider != model.provider);
        }
        let choices = choose(needs, candidates::preference(settings.preference), &candidates);
        let mut legs: Vec<Leg> = choices
            .into_iter()
            .filter_map(|choice| {
                let model = candidates.get(choice.index)?.model.clone();
                Some(Leg { model, reasons: choice.reasons })
            })
            .collect();
        if let Some((writer, broke)) = before {
            let known = legs.iter().position(|leg| leg.model == *writer).map(|at| legs.remove(at));
            match known {
                Some(broken) if broke => legs.push(broken),
                None if broke => {}
                known => {
                    let anew = || Leg { model: writer.clone(), reasons: vec![Reason::Began] };
                    legs.insert(0, known.unwrap_or_else(anew));
                }
            }
        }
        if !is_auto {
            legs.insert(0, alone);
        }
        if legs.is_empty() {
            return Err(nobody(&candidates, needs));
        }
        Ok(Legs { legs, auto: is_auto })
    }

    /// Whom Auto would ask now for what has these needs: where nobody takes all of it, who would get what fits. Asks nobody.
    pub(crate) async fn chosen_now(&self, store: &Store, needs: Needs) -> Option<ModelRef> {
        self.restore_limits(store).await;
        let settings = self.routing_settings(store).await;
        let candidates = self.candidates(&settings, needs, Timestamp::now(), Look::Memory).await;
        let first = |needs| {
            let choices = choose(needs, candidates::preference(settings.preference), &candidates);
            candidates.get(choices.first()?.index).map(|candidate| candidate.model.clone())
        };
        first(needs).or_else(|| first(Needs { input_tokens: 0, ..needs }))
    }

    /// Gives the choice something to go by before models have answered in this run.
    pub(crate) async fn remember_speeds(&self, store: &Store) {
        let speeds = store.model_speeds(Timestamp::now()).await.unwrap_or_default();
        self.inner.router.with(|health, _| {
            for (model, speed) in speeds {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "milliseconds of an answer are far below 2^52"
                )]
                health.remember(&model, speed.first_token_ms as f64, speed.tokens_per_second);
            }
        });
    }

    async fn restore_limits(&self, store: &Store) {
        if std::mem::replace(&mut self.inner.router.lock().restored, true) {
            return;
        }
        let kept = store.learnt_limits().await.unwrap_or_default();
        let learnt = kept.into_iter().filter_map(|(_, json)| serde_json::from_str(&json).ok());
        self.inner.router.with(|_, limiter| limiter.restore(learnt));
    }

    /// Keeps what was learnt of a model's limits over a restart.
    pub(crate) async fn keep_limits(&self, store: &Store, model: &ModelRef) {
        let learnt = self
            .inner
            .router
            .with(|_, limiter| limiter.learnt(model).and_then(|learnt| serde_json::to_string(learnt).ok()));
        if let Some(learnt) = learnt
            && let Err(failure) = store.save_limits(model, &learnt).await
        {
            tracing::warn!(kind = ?failure.kind, "limits were not kept");
        }
    }
}

fn nobody(candidates: &[Candidate], needs: Needs) -> MessageError {
    if candidates.is_empty() {
        let message = "Nobody can be asked now. Add a key in Settings, start a local server, turn a provider of the chain \
                       on, or refresh the list of models.";
        return MessageError { code: ErrorCode::Key, message: message.to_owned() };
    }
    let without_tools = Needs { tools: false, ..needs };
    if needs.tools && !choose(without_tools, Default::default(), candidates).is_empty() {
        let message = "No model of your chain can call tools. Turn them off, or add one that can.";
        return MessageError { code: ErrorCode::Invalid, message: message.to_owned() };
    }
    let message = "The conversation is longer than any model of your chain can take. Start a new one, or choose a \
                   model with more context.";
    MessageError { code: ErrorCode::ContextLength, message: message.to_owned() }
}
