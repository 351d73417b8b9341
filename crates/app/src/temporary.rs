//! Conversations that leave nothing behind.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parlance_domain::Conversation;
use parlance_ipc::{IpcError, ModelChoice};
use parlance_providers::Directory;
use parlance_store::{Providers, Store, database_file};

use crate::events::Events;
use crate::providers::{ModelCache, SessionEndpoints};
use crate::startup::History;
use crate::turns::Turns;
use crate::{App, Home, Inner, error, view};

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
        Ok(newest_model(store.conversations().await.map_err(error::store)?, &providers))
    }

    /// Opens an app whose history is in `home`, a folder that the caller removes in the end, with this app's keys, providers
    /// and addresses. This app's own history need not be open; it is read if there is one, and nothing is added to it.
    pub async fn temporary(&self, home: Home) -> Result<Temporary, IpcError> {
        let (providers, last_model) = self.borrow_configuration().await;
        let shared = &self.inner;
        let app = Self {
            inner: Arc::new(Inner {
                home,
                environment: shared.environment.clone(),
                history: History::new(),
                secrets: shared.secrets.clone(),
                http: shared.http.clone(),
                models: ModelCache::default(),
                endpoints: SessionEndpoints::default(),
                turns: Turns::default(),
                events: Events::new(),
                model_titles: AtomicBool::new(false),
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
        Ok(Temporary { app, last_model })
    }

    /// What the history knows of providers. A history that does not exist is not made; one that does not open costs only the
    /// providers that were added to it.
    async fn borrow_configuration(&self) -> (Providers, Option<ModelChoice>) {
        let folder = self.inner.home.folder();
        if !database_file(folder).exists() {
            return Default::default();
        }
        let read = async {
            let store = Store::open(folder).await.ok()?;
            let providers = store.providers().await.ok()?;
            let last_model = newest_model(store.conversations().await.ok()?, &providers);
            store.close().await;
            Some((providers, last_model))
        };
        read.await.unwrap_or_else(|| {
            tracing::warn!("the history could not be read for its providers");
            Default::default()
        })
    }
}

fn newest_model(conversations: Vec<Conversation>, providers: &Providers) -> Option<ModelChoice> {
    let is_known = |id: &str| {
        Directory::bundled().get(id).is_some() || providers.custom.iter().any(|custom| custom.id == id)
    };
    let models = conversations.into_iter().filter_map(|conversation| conversation.model);
    models.map(view::choice).find(|model| is_known(&model.provider))
}
