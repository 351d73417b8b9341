//! Conversations that leave nothing behind.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use parlance_domain::{Conversation, ModelRef, Persona, Template};
use parlance_ipc::{ErrorCode, IpcError, ModelChoice};
use parlance_store::{ModelLore, ModelOverride, Providers, Store, StoreError, database_file};

use crate::attachments::Attachments;
use crate::choosing::Replaceable;
use crate::context::Factors;
use crate::data::DataWork;
use crate::diagrams::Drawings;
use crate::events::Events;
use crate::import::Importing;
use crate::looking::Looking;
use crate::organise::Done;
use crate::parameters::Refusals;
use crate::prompts::Removed;
use crate::providers::{ModelCache, Overrides, ServedCache, SessionEndpoints};
use crate::routing::{AUTO, Router, SpentBefore};
use crate::search::Searches;
use crate::startup::History;
use crate::temporary_chat::TemporaryChat;
use crate::turns::Turns;
use crate::voice::{Dictations, Readings};
use crate::{App, Home, Inner, error, network, routing, view};

/// An app over a folder of its own that shares the keys and the providers of another.
pub struct Temporary {
    pub app: App,
    /// As [`App::last_model`] of the other.
    pub last_model: Option<ModelChoice>,
}

impl App {
    /// The AI model that was asked last, of a provider that is still known. The Guide is none.
    pub async fn last_model(&self) -> Result<Option<ModelChoice>, IpcError> {
        let store = self.store().await?;
        let providers = store.providers().await.map_err(error::store)?;
        let conversations = store.conversations().await.map_err(error::store)?;
        Ok(self.newest_model(conversations, &providers).await)
    }

    /// Opens an app whose history is in `home`, a folder that the caller removes in the end, with this app's keys, providers
    /// and addresses. This app's own history need not be open; it is read if there is one, and nothing is added to it.
    pub async fn temporary(&self, home: Home) -> Result<Temporary, IpcError> {
        let Borrowed { providers, preferences, spent, lore, overrides, prompts, last_model } =
            self.borrow_configuration().await?;
        let shared = &self.inner;
        let app = Self {
            inner: Arc::new(Inner {
                home,
                environment: shared.environment.clone(),
                history: History::new(),
                secrets: shared.secrets.clone(),
                http: shared.http.clone(),
                proxy: shared.proxy.clone(),
                models: ModelCache::default(),
                served: ServedCache::default(),
                overrides: Overrides::default(),
                endpoints: SessionEndpoints::default(),
                router: Router::default(),
                searches: Searches::default(),
                files: shared.files.clone(),
                refusals: Refusals::default(),
                removed_prompts: Removed::default(),
                turns: Turns::default(),
                tokenizer: shared.tokenizer.clone(),
                factors: Factors::default(),
                events: Events::new(),
                attachments: Attachments::default(),
                importing: Importing::default(),
                replaceable: Replaceable::default(),
                model_titles: AtomicBool::new(false),
                overflow: Mutex::default(),
                data: DataWork::default(),
                done: Done::default(),
                temporary_chat: TemporaryChat::default(),
                looking: Looking::default(),
                drawings: Drawings::default(),
                readings: Readings::default(),
                dictations: Dictations::default(),
            }),
        };
        app.open_history().await;
        let store = app.store().await?;
        for custom in &providers.custom {
            store.save_provider(custom).await.map_err(error::store)?;
        }
        for (provider, url) in &providers.base_urls {
            store.set_base_url(provider, Some(url)).await.map_err(error::store)?;
        }
        for (provider, models) in &providers.named_models {
            store.set_named_models(provider, models).await.map_err(error::store)?;
        }
        // After the addresses, a change of which forgets refusals.
        for (model, parameters) in &lore.parameters {
            store.set_model_parameters(model, parameters).await.map_err(error::store)?;
        }
        for (model, refusal) in &lore.refusals {
            store.add_refusal(model, refusal).await.map_err(error::store)?;
        }
        for (model, said) in &overrides {
            store.set_model_override(model, said).await.map_err(error::store)?;
        }
        app.read_overrides(&store).await;
        store.put_prompts(&prompts.0, &prompts.1).await.map_err(error::store)?;
        for (name, value) in &preferences {
            store.set_preference(name, value).await.map_err(error::store)?;
        }
        app.inner.router.spent_before(spent);
        app.restore_network(&store).await;
        for key in &providers.keys {
            store.add_key(&key.provider, &key.id, &key.name, key.created_at).await.map_err(error::store)?;
            if key.active {
                store.use_key(&key.provider, Some(&key.id)).await.map_err(error::store)?;
            }
        }
        Ok(Temporary { app, last_model })
    }

    /// What the history knows of providers, models, and what the user has settled. A history that does not exist is not made.
    ///
    /// # Errors
    /// `Database` for one that cannot be read: in it are the way to the network and the budgets, which hold here too.
    async fn borrow_configuration(&self) -> Result<Borrowed, IpcError> {
        let folder = self.inner.home.folder();
        if !database_file(folder).exists() {
            return Ok(Borrowed::default());
        }
        let store = Store::open(folder).await.map_err(|failure| {
            tracing::warn!(kind = ?failure.kind, "the history could not be read for its settings");
            IpcError::new(ErrorCode::Database, UNREADABLE)
        })?;
        let read = self.borrow_from(&store).await.map_err(error::store);
        store.close().await;
        read
    }

    async fn borrow_from(&self, store: &Store) -> Result<Borrowed, StoreError> {
        let providers = store.providers().await?;
        let calendar = store.calendar().await?;
        let spent = SpentBefore {
            today: store.spent(calendar.day, None).await?.cost,
            this_month: store.spent(calendar.month, None).await?.cost,
        };
        let mut preferences = Vec::new();
        for name in PREFERENCES {
            if let Some(value) = store.preference(name).await? {
                preferences.push((name, value));
            }
        }
        Ok(Borrowed {
            last_model: self.newest_model(store.conversations().await?, &providers).await,
            lore: store.model_lore().await?,
            overrides: store.model_overrides().await?,
            prompts: (store.templates().await?, store.personas().await?),
            providers,
            preferences,
            spent,
        })
    }

    async fn newest_model(
        &self,
        conversations: Vec<Conversation>,
        providers: &Providers,
    ) -> Option<ModelChoice> {
        let ids = self.provider_ids(providers).await;
        let models = conversations.into_iter().filter_map(|conversation| conversation.model);
        models.map(view::choice).find(|model| model.provider == AUTO || ids.contains(&model.provider))
    }
}

const UNREADABLE: &str = "Your history cannot be read, and with it your proxy, budgets and providers. Open Parlance: it says what \
                          is wrong.";

/// The preferences that an app without a history of its own heeds all the same.
const PREFERENCES: [&str; 2] = [network::NAME, routing::NAME];

#[derive(Default)]
struct Borrowed {
    providers: Providers,
    /// Of the core, as they are kept.
    preferences: Vec<(&'static str, serde_json::Value)>,
    spent: SpentBefore,
    lore: ModelLore,
    overrides: Vec<(ModelRef, ModelOverride)>,
    prompts: (Vec<Template>, Vec<Persona>),
    last_model: Option<ModelChoice>,
}

#[cfg(test)]
mod tests {
    use parlance_domain::{ModelRef, ParameterName, Parameters, Refusal};
    use parlance_ipc::{NoArgs, ParametersArgs, SendArgs};
    use parlance_providers::Timeouts;
    use parlance_secrets::Backend;
    use parlance_store::CustomProvider;

    use super::*;
    use crate::Parts;

    fn app(home: &std::path::Path) -> App {
        App::from_parts(Parts {
            home: Home::new(home),
            secrets: Backend::memory(),
            environment: Arc::new(|name| (name == "MY_KEY").then(|| "sk-of-mine-0001".to_owned())),
            timeouts: Timeouts::default(),
        })
    }

    #[tokio::test]
    async fn a_temporary_history_has_the_providers_and_keeps_the_words_to_itself() {
        let (own, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = Store::open(own.path()).await.unwrap();
        let custom = CustomProvider {
            id: "custom-x".into(),
            name: "X".into(),
            base_url: "http://127.0.0.1:9/v1".into(),
            wire: "openai-chat".into(),
            header_names: Vec::new(),
            auth: None,
            query: Default::default(),
            models: Vec::new(),
        };
        store.save_provider(&custom).await.unwrap();
        store.set_base_url("openai", Some("http://127.0.0.1:9/openai")).await.unwrap();
        let gpt = ModelRef { provider: "openai".into(), model: "gpt".into() };
        let warm = Parameters { temperature: Some(0.5), ..Parameters::default() };
        store.set_model_parameters(&gpt, &warm).await.unwrap();
        let seed = Refusal { parameter: ParameterName::Seed, value: None };
        store.add_refusal(&gpt, &seed).await.unwrap();
        let mine = ModelRef { provider: "custom-x".into(), model: "m".into() };
        let said = ModelOverride { name: Some("Mine".into()), ..ModelOverride::default() };
        store.set_model_override(&mine, &said).await.unwrap();

        let app = app(own.path());
        let temporary = app.temporary(Home::new(folder.path())).await.unwrap();
        let providers = temporary.app.list_providers(NoArgs {}).await.unwrap();
        let base_url =
            |id: &str| providers.iter().find(|known| known.id == id).map(|known| known.base_url.as_str());
        assert_eq!(base_url("custom-x"), Some("http://127.0.0.1:9/v1"));
        assert_eq!(base_url("openai"), Some("http://127.0.0.1:9/openai"));
        let args = ParametersArgs { conversation: None, model: view::choice(gpt) };
        let asked = temporary.app.parameters(args).await.unwrap();
        assert_eq!((asked.everywhere, asked.refused[0].parameter), (warm, ParameterName::Seed));
        assert_eq!(temporary.app.model_name(&mine), "Mine");

        let args =
            SendArgs { conversation: None, text: "Hello".into(), model: app.guide_model(), overflow: None };
        temporary.app.send_message(args).await.unwrap();
        temporary.app.shut_down().await;
        assert_eq!(temporary.app.list_conversations(NoArgs {}).await.unwrap().len(), 1);
        assert!(store.conversations().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_the_user_has_settled_is_not_left_out_where_it_cannot_be_read() {
        let (own, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = Store::open(own.path()).await.unwrap();
        store.close().await;
        let temporary = async || app(own.path()).temporary(Home::new(folder.path())).await;
        assert!(temporary().await.is_ok());
        std::fs::write(database_file(own.path()), "no database").unwrap();
        let Err(failure) = temporary().await else { panic!("the budgets are unknown") };
        assert_eq!(failure.code, ErrorCode::Database);
    }

    #[tokio::test]
    async fn no_history_is_made_to_be_read() {
        let (own, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let temporary = app(own.path()).temporary(Home::new(folder.path())).await.unwrap();
        assert_eq!(temporary.last_model, None);
        assert_eq!(std::fs::read_dir(own.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn the_last_model_is_one_that_can_still_be_asked() {
        let own = tempfile::tempdir().unwrap();
        let app = app(own.path());
        app.open_history().await;
        assert_eq!(app.last_model().await.unwrap(), None);
        let choice = |provider: &str| ModelChoice { provider: provider.into(), model: "m".into() };
        let gone = app.add_endpoint("http://127.0.0.1:9/v1/", Some("MY_KEY".into())).unwrap();
        assert_eq!(gone, "http://127.0.0.1:9/v1");
        // The last two are the newest conversations: an endpoint of one session, and the Guide.
        for model in [choice("groq"), choice(&gone), app.guide_model()] {
            let started = SendArgs { conversation: None, text: "Hello".into(), model, overflow: None };
            app.send_message(started).await.unwrap();
            app.shut_down().await;
        }
        assert_eq!(app.last_model().await.unwrap(), Some(choice("groq")));
    }

    #[tokio::test]
    async fn only_what_is_known_has_models() {
        let own = tempfile::tempdir().unwrap();
        let app = app(own.path());
        app.open_history().await;
        assert_eq!(app.provider_models("nobody").await.unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(app.provider_models("guide").await.unwrap().models[0].model, app.guide_model());
        assert_eq!(app.add_endpoint("ftp://host", None).unwrap_err().code, ErrorCode::Invalid);
    }
}
