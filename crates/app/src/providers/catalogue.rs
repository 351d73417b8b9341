//! What is known of a model: what the user says goes before its provider's list, and that before the bundled snapshot.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlance_domain::{MicroDollars, ModelRef, Timestamp};
use parlance_ipc::{
    FavouriteArgs, IpcError, ModalitiesView, ModelArgs, ModelChoice, ModelDetails, ModelView,
    OverrideModelArgs, PriceTierView, PriceView, ReasoningView, SpeedView,
};
use parlance_providers::{
    Catalogue, Directory, Modalities, ModelFacts, ModelInfo, Price, PriceTier, Rates, Reasoning,
    ReasoningKind,
};
use parlance_store::{ModelOverride, ModelSpeed, Store};

use crate::{App, error};

/// Longer names are no names.
const MAX_NAME_CHARS: usize = 120;
/// A million dollars a million tokens; above it nobody means a price.
const MAX_PRICE: i64 = 1_000_000_000_000;
/// More tokens than any model will ever take.
const MAX_TOKENS: u64 = 1_000_000_000;

/// What the user says of single models, as the store keeps it.
#[derive(Default)]
pub(crate) struct Overrides(Mutex<HashMap<ModelRef, ModelOverride>>);

impl Overrides {
    fn lock(&self) -> MutexGuard<'_, HashMap<ModelRef, ModelOverride>> {
        // A panic while the lock was held leaves at worst one change unseen until the next start.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn name(&self, model: &ModelRef) -> Option<String> {
        self.lock().get(model)?.name.clone()
    }

    /// The provider is gone.
    pub(super) fn forget_provider(&self, provider: &str) {
        self.lock().retain(|model, _| model.provider != provider);
    }

    fn get(&self, model: &ModelRef) -> ModelOverride {
        self.lock().get(model).cloned().unwrap_or_default()
    }

    fn over(&self, model: &ModelRef, facts: ModelFacts) -> ModelFacts {
        match self.lock().get(model) {
            Some(said) => over(said, facts),
            None => facts,
        }
    }
}

/// What the user's own calls and likings add to a list of models.
#[derive(Default)]
pub(super) struct Likings {
    favourites: HashMap<ModelRef, u32>,
    speeds: HashMap<ModelRef, ModelSpeed>,
}

impl App {
    /// Reads what the user says of models. Without it nothing is lost but for this run: a price may be the provider's.
    pub(crate) async fn read_overrides(&self, store: &Store) {
        match store.model_overrides().await {
            Ok(said) => *self.inner.overrides.lock() = said.into_iter().collect(),
            Err(failure) => tracing::warn!(kind = ?failure.kind, "what the user says of models was not read"),
        }
    }

    pub(crate) fn facts(&self, model: &ModelRef) -> ModelFacts {
        self.inner.overrides.over(model, self.facts_without(model))
    }

    fn facts_without(&self, model: &ModelRef) -> ModelFacts {
        self.served_or(model, self.inner.models.facts(model))
    }

    /// What the server says of this very model, then what its list says, then the snapshot.
    fn served_or(&self, model: &ModelRef, listed: Option<ModelFacts>) -> ModelFacts {
        let served = self.inner.served.facts(model).unwrap_or_default();
        under(model, served.or(&listed.unwrap_or_default()))
    }

    /// What a model costs.
    pub(crate) fn price(&self, model: &ModelRef) -> Option<Price> {
        // What runs on one's own machine has no price.
        let local = || {
            let spec = Directory::bundled().get(&model.provider)?;
            (spec.kind == parlance_providers::ProviderKind::Local).then(|| Price::per_million(0.0, 0.0, None))
        };
        self.facts(model).price.or_else(local)
    }

    /// What there is to change about a model.
    pub async fn model_details(&self, args: ModelArgs) -> Result<ModelDetails, IpcError> {
        let model = self.listed_model(args.model).await?;
        let said = said_to_face(&self.inner.overrides.get(&model));
        let name = self.inner.models.name(&model).unwrap_or_else(|| model.model.clone());
        let facts = self.facts_without(&model);
        let likings = self.likings().await;
        Ok(ModelDetails { said, without: likings.view(&model, name, facts) })
    }

    /// Takes what the user says of a model in the place of what they said before.
    ///
    /// # Errors
    /// `Invalid` for numbers that cannot be meant, `NotFound` for a provider that is not known.
    pub async fn override_model(&self, args: OverrideModelArgs) -> Result<ModelView, IpcError> {
        let model = self.listed_model(args.model).await?;
        let said = said_from_face(args.said)?;
        let store = self.store().await?;
        store.set_model_override(&model, &said).await.map_err(error::store)?;
        if said == ModelOverride::default() {
            self.inner.overrides.lock().remove(&model);
        } else {
            self.inner.overrides.lock().insert(model.clone(), said);
        }
        let likings = self.likings().await;
        Ok(likings.view(&model, self.model_name(&model), self.facts(&model)))
    }

    /// Makes a model one of the favourites, or no longer one. Says nothing to the faces: the one that asked knows.
    pub async fn set_favourite(&self, args: FavouriteArgs) -> Result<(), IpcError> {
        let model = ModelRef { provider: args.model.provider, model: args.model.model };
        let store = self.store().await?;
        store.set_favourite(&model, args.favourite, Timestamp::now()).await.map_err(error::store)
    }

    /// `model` of a provider that is neither the Guide nor Auto, of which there is nothing to say.
    async fn listed_model(&self, model: ModelChoice) -> Result<ModelRef, IpcError> {
        self.known_provider(&model.provider).await?;
        Ok(ModelRef { provider: model.provider, model: model.model })
    }

    /// A list is shown without them rather than not at all.
    pub(super) async fn likings(&self) -> Likings {
        let Ok(store) = self.store().await else { return Likings::default() };
        let favourites = store.favourite_models().await.unwrap_or_default();
        let speeds = store.model_speeds(Timestamp::now()).await.unwrap_or_default();
        Likings {
            favourites: favourites.into_iter().zip(0..).collect(),
            speeds: speeds.into_iter().collect(),
        }
    }

    /// A model of a provider's list, with what the user says of it.
    pub(super) fn listed_view(&self, provider: &str, info: ModelInfo, likings: &Likings) -> ModelView {
        let model = ModelRef { provider: provider.to_owned(), model: info.id };
        let facts = self.inner.overrides.over(&model, self.served_or(&model, Some(info.facts)));
        let name = self.inner.overrides.name(&model).unwrap_or(info.name);
        likings.view(&model, name, facts)
    }
}

impl Likings {
    fn view(&self, model: &ModelRef, name: String, facts: ModelFacts) -> ModelView {
        ModelView {
            favourite: self.favourites.get(model).copied(),
            context_tokens: facts.context,
            max_output_tokens: facts.max_output,
            price: facts.price.map(price_view),
            input: modalities(facts.input),
            output: modalities(facts.output),
            tools: facts.tools,
            reasoning: facts.reasoning.map(reasoning),
            knowledge: facts.knowledge,
            speed: self.speeds.get(model).map(speed),
            ..bare_view(crate::view::choice(model.clone()), &name)
        }
    }
}

/// A model of which nothing is known.
pub(crate) fn bare_view(model: ModelChoice, name: &str) -> ModelView {
    ModelView {
        model,
        name: name.to_owned(),
        favourite: None,
        context_tokens: None,
        max_output_tokens: None,
        price: None,
        input: ModalitiesView::default(),
        output: ModalitiesView::default(),
        tools: None,
        reasoning: None,
        knowledge: None,
        speed: None,
    }
}

/// What the provider says, and the snapshot where that says nothing.
fn under(model: &ModelRef, said: ModelFacts) -> ModelFacts {
    match Catalogue::bundled().get(&model.provider, &model.model) {
        Some(known) => said.or(&known.facts),
        None => said,
    }
}

fn over(said: &ModelOverride, facts: ModelFacts) -> ModelFacts {
    ModelFacts {
        context: said.context.or(facts.context),
        max_output: said.max_output.or(facts.max_output),
        price: price(said, facts.price),
        input: Modalities { image: said.vision.or(facts.input.image), ..facts.input },
        tools: said.tools.or(facts.tools),
        ..facts
    }
}

/// Half a price is none, and what the user says counts for prompts of any length.
fn price(said: &ModelOverride, known: Option<Price>) -> Option<Price> {
    if (said.price_input, said.price_output, said.price_cached) == (None, None, None) {
        return known;
    }
    let known = known.map(|price| price.base);
    let input = said.price_input.or_else(|| Some(known?.input))?;
    let output = said.price_output.or_else(|| Some(known?.output))?;
    // The price that the user gives for input may be below the one that was known for what is cached.
    let cached = said.price_cached.or_else(|| Some(known?.cached?.min(input)));
    Some(Rates { input, output, cached }.into())
}

fn price_view(Price { base, tiers }: Price) -> PriceView {
    let micros = |price: MicroDollars| price.0;
    let tier = |PriceTier { above_tokens, rates }| PriceTierView {
        above_tokens,
        input: rates.input.0,
        output: rates.output.0,
        cached: rates.cached.map(micros),
    };
    PriceView {
        input: base.input.0,
        output: base.output.0,
        cached: base.cached.map(micros),
        tiers: tiers.into_iter().map(tier).collect(),
    }
}

fn modalities(known: Modalities) -> ModalitiesView {
    ModalitiesView { image: known.image, pdf: known.pdf, audio: known.audio, video: known.video }
}

fn reasoning(known: Reasoning) -> ReasoningView {
    match known {
        Reasoning::Kind(ReasoningKind::None) => ReasoningView::None,
        Reasoning::Kind(ReasoningKind::Own) => ReasoningView::Own,
        Reasoning::Kind(ReasoningKind::Budget) => ReasoningView::Budget,
        Reasoning::Levels(levels) => ReasoningView::Levels { levels },
    }
}

fn speed(measured: &ModelSpeed) -> SpeedView {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, and no model is that fast"
    )]
    let rounded = |speed: f64| speed.round().max(1.0) as u32;
    SpeedView {
        calls: measured.calls,
        first_token_ms: measured.first_token_ms,
        tokens_per_second: measured.tokens_per_second.map(rounded),
    }
}

fn said_to_face(said: &ModelOverride) -> parlance_ipc::ModelOverride {
    let price = |price: Option<MicroDollars>| price.map(|price| price.0);
    parlance_ipc::ModelOverride {
        name: said.name.clone(),
        context_tokens: said.context,
        max_output_tokens: said.max_output,
        price_input: price(said.price_input),
        price_output: price(said.price_output),
        price_cached: price(said.price_cached),
        vision: said.vision,
        tools: said.tools,
    }
}

fn said_from_face(said: parlance_ipc::ModelOverride) -> Result<ModelOverride, IpcError> {
    let tokens = [said.context_tokens, said.max_output_tokens];
    if tokens.into_iter().flatten().any(|tokens| !(1..=MAX_TOKENS).contains(&tokens)) {
        return Err(error::invalid(
            "A number of tokens is above zero. Leave the field empty if you do not know it.",
        ));
    }
    let prices = [said.price_input, said.price_output, said.price_cached];
    if prices.into_iter().flatten().any(|price| !(0..=MAX_PRICE).contains(&price)) {
        return Err(error::invalid("A price is zero or more. Leave the field empty if you do not know it."));
    }
    let name = said.name.map(|name| name.trim().chars().take(MAX_NAME_CHARS).collect::<String>());
    Ok(ModelOverride {
        name: name.filter(|name| !name.is_empty()),
        context: said.context_tokens,
        max_output: said.max_output_tokens,
        price_input: said.price_input.map(MicroDollars),
        price_output: said.price_output.map(MicroDollars),
        price_cached: said.price_cached.map(MicroDollars),
        vision: said.vision,
        tools: said.tools,
    })
}
