//! How models are asked: what is set for a conversation and for a model, and what models were found to refuse.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlance_domain::{ConversationId, ModelRef, ParameterName, Parameters, Refusal};
use parlance_ipc::{
    AppEvent, ConversationParametersArgs, IpcError, ModelChoice, ModelParametersArgs, ParametersArgs,
    ParametersView, RefusalArgs, RefusalView,
};
use parlance_llm::Wire;
use parlance_store::Store;

use crate::{App, error, guide, routing};

/// The refusals of this run: also those that the disk did not take.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<HashMap<ModelRef, Vec<Refusal>>>);

impl Refusals {
    fn lock(&self) -> MutexGuard<'_, HashMap<ModelRef, Vec<Refusal>>> {
        // A panic while the lock was held costs at worst a refusal, which is learnt again.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, model: &ModelRef) -> Vec<Refusal> {
        self.lock().get(model).cloned().unwrap_or_default()
    }

    fn add(&self, model: &ModelRef, refusal: &Refusal) {
        let mut all = self.lock();
        let known = all.entry(model.clone()).or_default();
        if !known.contains(refusal) {
            known.push(refusal.clone());
        }
    }

    /// What its models refused may not hold any more.
    pub(crate) fn forget_provider(&self, provider: &str) {
        self.lock().retain(|model, _| model.provider != provider);
    }

    fn forget(&self, model: &ModelRef, parameter: ParameterName) {
        if let Some(known) = self.lock().get_mut(model) {
            known.retain(|refusal| refusal.parameter != parameter);
        }
    }
}

impl App {
    /// What is set for a conversation and for a model, and what the model's provider can be told.
    pub async fn parameters(&self, args: ParametersArgs) -> Result<ParametersView, IpcError> {
        let store = self.history_in(args.conversation).await?;
        let model = reference(args.model);
        // Every wire that Auto may ask has about these; each leaves out what it has not.
        let wire =
            if routing::is_auto(&model) { Some(Wire::OpenaiChat) } else { self.wire_of(&model).await? };
        let refused = self.refusals(&model).await?.into_iter();
        Ok(ParametersView {
            here: store.conversation_parameters(args.conversation).await.map_err(error::store)?,
            everywhere: store.settled().model_parameters(&model).await.map_err(error::store)?,
            offered: wire.map_or_else(Vec::new, |wire| {
                ParameterName::ALL.into_iter().filter(|name| wire.takes(*name)).collect()
            }),
            efforts: wire.map_or_else(Vec::new, |wire| wire.efforts().to_vec()),
            max_temperature: wire.map_or(0.0, Wire::max_temperature),
            takes_budget: wire.is_some_and(Wire::takes_reasoning_budget),
            refused: refused.map(|Refusal { parameter, value }| RefusalView { parameter, value }).collect(),
        })
    }

    /// Replaces what is set for a conversation or the new chat. Holds from the next answer on.
    pub async fn set_conversation_parameters(
        &self,
        args: ConversationParametersArgs,
    ) -> Result<(), IpcError> {
        let parameters = checked_parameters(args.parameters)?;
        let store = self.history_in(args.conversation).await?;
        store.set_conversation_parameters(args.conversation, &parameters).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Parameters);
        Ok(())
    }

    /// Replaces what is set for a model in every conversation.
    pub async fn set_model_parameters(&self, args: ModelParametersArgs) -> Result<(), IpcError> {
        let parameters = checked_parameters(args.parameters)?;
        let store = self.store().await?;
        store.set_model_parameters(&reference(args.model), &parameters).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Parameters);
        Ok(())
    }

    /// Sends a parameter again that a model has refused.
    pub async fn forget_refusals(&self, args: RefusalArgs) -> Result<(), IpcError> {
        let (store, model) = (self.store().await?, reference(args.model));
        store.forget_refusals(&model, args.parameter).await.map_err(error::store)?;
        self.inner.refusals.forget(&model, args.parameter);
        self.inner.events.send(AppEvent::Parameters);
        Ok(())
    }

    /// How `model` is asked in a conversation: as that says, and where it says nothing as is set for the model.
    pub(crate) async fn parameters_for(
        &self,
        store: &Store,
        conversation: ConversationId,
        model: Option<&ModelRef>,
    ) -> Result<Parameters, IpcError> {
        self.parameters_in(store, Some(conversation), model).await
    }

    /// The same; without a conversation for the new chat.
    pub(crate) async fn parameters_in(
        &self,
        store: &Store,
        conversation: Option<ConversationId>,
        model: Option<&ModelRef>,
    ) -> Result<Parameters, IpcError> {
        let Some(model) = model.filter(|model| model.provider != guide::PROVIDER_ID) else {
            return Ok(Parameters::default());
        };
        let here = store.conversation_parameters(conversation).await.map_err(error::store)?;
        let of_model = store.settled().model_parameters(model).await.map_err(error::store)?;
        Ok(here.over(of_model))
    }

    /// As [`App::parameters_for`], for a model that Parlance chose: what is set for Auto holds where the model has nothing of
    /// its own.
    pub(crate) async fn parameters_for_choice(
        &self,
        store: &Store,
        conversation: ConversationId,
        model: &ModelRef,
    ) -> Result<Parameters, IpcError> {
        let of_auto = store.settled().model_parameters(&routing::auto()).await.map_err(error::store)?;
        Ok(self.parameters_for(store, conversation, Some(model)).await?.over(of_auto))
    }

    /// What `model` is known to refuse.
    pub(crate) async fn refusals(&self, model: &ModelRef) -> Result<Vec<Refusal>, IpcError> {
        let mut known = self.store().await?.refusals(model).await.map_err(error::store)?;
        let newer: Vec<_> =
            self.inner.refusals.of(model).into_iter().filter(|refusal| !known.contains(refusal)).collect();
        known.extend(newer);
        Ok(known)
    }

    /// Remembers what `model` has just refused. An answer is on its way, which a full disk must not end.
    pub(crate) async fn learn_refusal(&self, store: &Store, model: &ModelRef, refusal: &Refusal) {
        self.inner.refusals.add(model, refusal);
        if let Err(failure) = store.add_refusal(model, refusal).await {
            tracing::warn!(kind = ?failure.kind, "a refused parameter is remembered for this run alone");
        }
        self.inner.events.send(AppEvent::Parameters);
    }
}

fn reference(model: ModelChoice) -> ModelRef {
    ModelRef { provider: model.provider, model: model.model }
}

/// Tidied, or the first one that is out of its range.
pub fn checked_parameters(parameters: Parameters) -> Result<Parameters, IpcError> {
    let parameters = parameters.tidied();
    parameters.check().map_err(|name| error::invalid(out_of_range(name)))?;
    Ok(parameters)
}

fn out_of_range(name: ParameterName) -> &'static str {
    match name {
        ParameterName::SystemPrompt => "The system prompt is longer than 256 KB. Shorten it.",
        ParameterName::Temperature => "The temperature is a number from 0 to 2.",
        ParameterName::TopP => "Top-p is a number from 0 to 1.",
        ParameterName::MaxOutputTokens => {
            "The limit on the answer is a number of tokens from 1 to 1,000,000."
        }
        ParameterName::Reasoning => "The budget for thinking is a number of tokens from 1 to 1,000,000.",
        ParameterName::Verbosity => "The verbosity is low, medium or high.",
        ParameterName::Stop => "There are at most four stop sequences, each of at most 100 characters.",
        ParameterName::Seed => "The seed is a whole number from 0 to 2,147,483,647.",
    }
}
