//! Which model is asked.

use parlance_app::{AUTO, App};
use parlance_ipc::{
    Availability, IpcError, KeyState, ListModelsArgs, ModelChoice, NoArgs, ProviderKind, ProviderModels,
};

use crate::args::Asked;
use crate::exit::{Exit, Failure};
use crate::home::Opened;
use crate::output;

/// Choices in an error text; more would hide what it says.
const NAMED: usize = 10;

/// The model that the arguments mean. What was not said is told on standard error.
pub(crate) async fn choose(
    opened: &Opened,
    asked: &Asked,
    before: Option<ModelChoice>,
) -> Result<ModelChoice, Failure> {
    let app = &opened.app;
    if let Some(url) = &asked.base_url {
        let provider = app.add_endpoint(url, Some(asked.key_env.clone()))?;
        return match &asked.model {
            Some(model) => Ok(ModelChoice { provider, model: model.clone() }),
            None => only_model(app.provider_models(&provider).await?),
        };
    }
    if let Some(text) = &asked.model {
        return resolve(app, text).await;
    }
    let model = match before.or_else(|| opened.last_model.clone()) {
        Some(model) => model,
        None => first(app).await?,
    };
    output::note(&if model == app.guide_model() {
        "Asking the Guide: offline help, not an AI model. To ask one, set OPENAI_API_KEY or name one with --model.".to_owned()
    } else {
        format!("Asking {}.", name(&model))
    });
    Ok(model)
}

/// `provider/model`, or the id of a model that one provider serves.
pub(crate) async fn resolve(app: &App, text: &str) -> Result<ModelChoice, Failure> {
    let text = text.trim();
    if text == app.guide_model().provider {
        return Ok(app.guide_model());
    }
    if text == AUTO {
        return Ok(auto());
    }
    if let Some((provider, model)) = text.split_once('/').filter(|(_, model)| !model.is_empty()) {
        let known = app.list_providers(NoArgs {}).await?;
        if known.iter().any(|known| known.id == provider) || provider == app.guide_model().provider {
            return Ok(ModelChoice { provider: provider.to_owned(), model: model.to_owned() });
        }
    }
    let providers = app.list_models(ListModelsArgs { refresh: false }).await?;
    let mut found: Vec<ModelChoice> =
        models(&providers).filter(|choice| choice.model == text).cloned().collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Failure::usage(format!(
            "No provider that can be asked serves “{text}”. See `parlance-cli models`, or write provider/model."
        ))),
        _ => {
            Err(Failure::usage(format!("Several providers serve “{text}”. Choose one: {}.", listed(&found))))
        }
    }
}

/// The first model of the first provider with a key, else the Guide.
async fn first(app: &App) -> Result<ModelChoice, Failure> {
    let providers = app.list_providers(NoArgs {}).await?;
    let with_key = providers.into_iter().find(|provider| {
        matches!(
            provider.key,
            KeyState::Keyring { .. } | KeyState::Session { .. } | KeyState::Environment { .. }
        )
    });
    let Some(provider) = with_key else { return Ok(app.guide_model()) };
    let models = ready(app.provider_models(&provider.id).await?)?;
    let none = || Failure::usage(format!("{} lists no model. Name one with --model.", provider.name));
    models.into_iter().next().ok_or_else(none)
}

fn only_model(provider: ProviderModels) -> Result<ModelChoice, Failure> {
    let name = provider.name.clone();
    let mut models = ready(provider)?;
    match models.len() {
        1 => Ok(models.remove(0)),
        0 => Err(Failure::usage(format!("{name} lists no model. Name one with --model."))),
        _ => {
            let ids: Vec<_> = models.iter().take(NAMED).map(|choice| choice.model.as_str()).collect();
            Err(Failure::usage(format!(
                "{name} serves several models. Choose one with --model: {}.",
                ids.join(", ")
            )))
        }
    }
}

/// The provider's models, or why it cannot be asked.
fn ready(provider: ProviderModels) -> Result<Vec<ModelChoice>, Failure> {
    match provider.availability {
        Availability::Ready => Ok(provider.models.into_iter().map(|model| model.model).collect()),
        Availability::NeedsKey => {
            Err(Failure::new(Exit::Key, format!("There is no key for {} yet.", provider.name)))
        }
        Availability::Unavailable { code, message } => Err(IpcError::new(code, message).into()),
    }
}

/// The models of those that can be asked.
pub(crate) fn models(providers: &[ProviderModels]) -> impl Iterator<Item = &ModelChoice> {
    providers.iter().flat_map(|provider| &provider.models).map(|model| &model.model)
}

fn listed(choices: &[ModelChoice]) -> String {
    choices.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ")
}

/// The choice is left to Parlance.
fn auto() -> ModelChoice {
    ModelChoice { provider: AUTO.to_owned(), model: AUTO.to_owned() }
}

/// As `--model` takes it.
pub(crate) fn name(choice: &ModelChoice) -> String {
    if *choice == auto() {
        return AUTO.to_owned();
    }
    format!("{}/{}", choice.provider, choice.model)
}

/// Whether a person can do something about this provider being unavailable: a local server that does not run is no news.
pub(crate) fn is_news(provider: &ProviderModels) -> bool {
    provider.kind != ProviderKind::Local
}
