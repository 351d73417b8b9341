//! Two providers of the chain and an app that chooses between them.

use std::sync::Arc;

use parlance_app::{App, Home, Parts};
use parlance_ipc::{
    BaseUrlArgs, ChainEntry, ErrorCode, MessageView, ModelChoice, NoArgs, Routing, SendArgs, TurnStarted,
};
use parlance_providers::Timeouts;
use parlance_secrets::Backend;
use parlance_testkit::{Response, ScriptedServer, TempHome, sse};

use crate::support::*;

/// Two providers of the chain, each with a server of its own: "one" stands first.
pub(crate) struct Pair {
    pub(crate) app: App,
    pub(crate) one: ScriptedServer,
    pub(crate) two: ScriptedServer,
    pub(crate) home: TempHome,
}

/// With its history open. An empty `one` is where it was before.
pub(crate) async fn app_of(home: &TempHome, one: &str, two: &str, timeouts: Timeouts) -> App {
    let two = two.to_owned();
    let app = App::from_parts(Parts {
        home: Home::new(home.parlance()),
        secrets: Backend::memory(),
        environment: Arc::new(move |name| match name {
            "OPENAI_BASE_URL" => Some(two.clone()),
            "GROQ_API_KEY" | "OPENAI_API_KEY" => Some(KEY.to_owned()),
            _ => None,
        }),
        timeouts,
    });
    app.open_history().await;
    if one.is_empty() {
        return app;
    }
    let at = BaseUrlArgs { provider: "groq".into(), base_url: one.to_owned() };
    app.set_base_url(at).await.unwrap();
    app
}

impl Pair {
    pub(crate) async fn new() -> Self {
        Self::with(Timeouts::default()).await
    }

    pub(crate) async fn with(timeouts: Timeouts) -> Self {
        let home = TempHome::new().unwrap();
        let (one, two) = (ScriptedServer::start().await.unwrap(), ScriptedServer::start().await.unwrap());
        let app = app_of(&home, &one.base_url(), &two.base_url(), timeouts).await;
        let pair = Self { app, one, two, home };
        pair.save(|_| {}).await;
        pair
    }

    /// Settings in which both providers are asked for one model each.
    pub(crate) async fn save(&self, change: impl FnOnce(&mut Routing)) {
        let entry = |provider: &str, on: bool| ChainEntry {
            provider: provider.into(),
            model: on.then(|| "m".to_owned()),
            on,
        };
        let whole = self.app.routing(NoArgs {}).await.unwrap().chain;
        let mut chain = vec![entry("groq", true), entry("openai", true)];
        chain.extend(
            whole
                .into_iter()
                .filter(|other| !["groq", "openai"].contains(&other.provider.as_str()))
                .map(|other| entry(&other.provider, false)),
        );
        let mut routing = Routing { chain, ..Routing::default() };
        change(&mut routing);
        self.app.save_routing(routing).await.unwrap();
    }

    pub(crate) async fn ask(&self, model: ModelChoice) -> MessageView {
        answer_of(&self.app, &self.begin(model).await).await
    }

    pub(crate) async fn begin(&self, model: ModelChoice) -> TurnStarted {
        self.app
            .send_message(SendArgs { conversation: None, text: "Hello?".into(), model, overflow: None })
            .await
            .unwrap()
    }
}

pub(crate) fn auto() -> ModelChoice {
    ModelChoice { provider: "auto".into(), model: "auto".into() }
}

pub(crate) fn named(provider: &str) -> ModelChoice {
    ModelChoice { provider: provider.into(), model: "m".into() }
}

pub(crate) fn good(words: &'static str) -> Response {
    Response::events(sse::answer([words]))
}

pub(crate) fn who(answer: &MessageView) -> &str {
    &answer.model.as_ref().unwrap().provider
}

pub(crate) fn passed(answer: &MessageView) -> Vec<(&str, ErrorCode)> {
    let route = answer.route.as_ref();
    route
        .into_iter()
        .flat_map(|route| &route.passed)
        .map(|passed| (passed.model.provider.as_str(), passed.code))
        .collect()
}
