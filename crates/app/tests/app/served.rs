//! What a local server says of a model when it is picked or asked.

use parlance_ipc::{AppEvent, BaseUrlArgs, GaugeArgs, ModelArgs, ModelChoice, ModelView, NoArgs, SendArgs};
use parlance_testkit::{Dialect, Response, Say, Step, Stop};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::*;

fn qwen() -> ModelChoice {
    ModelChoice { provider: "ollama".into(), model: "qwen3:8b".into() }
}

/// A person whose Ollama the test plays, and what the app tells of itself.
struct Local {
    scene: Scene,
    events: mpsc::UnboundedReceiver<AppEvent>,
}

impl Local {
    async fn new() -> Self {
        let scene = Scene::new().await;
        let (sender, events) = mpsc::unbounded_channel();
        scene.app.watch(sender);
        scene.server.route("/v1/models", [Step::from(Response::models(["qwen3:8b"]))]);
        let base_url = scene.server.base_url();
        scene.app.set_base_url(BaseUrlArgs { provider: "ollama".into(), base_url }).await.unwrap();
        let mut local = Self { scene, events };
        local.models_changed().await;
        local
    }

    fn answers(&self, path: &str, body: Value) {
        self.scene.server.route(path, [Step::from(Response::json(200, body))]);
    }

    async fn models_changed(&mut self) {
        while self.events.recv().await.unwrap() != AppEvent::Models {}
    }

    async fn gauge(&self) -> Option<u64> {
        let args = GaugeArgs { conversation: None, model: qwen(), draft_bytes: 0 };
        self.scene.app.context_gauge(args).await.unwrap().map(|gauge| gauge.context_tokens)
    }

    async fn listed(&self) -> ModelView {
        self.scene.app.provider_models("ollama").await.unwrap().models.remove(0)
    }

    fn asked(&self, path: &str) -> usize {
        self.scene.server.requests().iter().filter(|request| request.path == path).count()
    }
}

fn shown() -> Value {
    json!({
        "model_info": { "general.architecture": "qwen3", "qwen3.context_length": 40_960 },
        "capabilities": ["completion", "tools", "thinking"],
    })
}

#[tokio::test]
async fn a_local_model_is_described_once_it_is_picked() {
    let mut local = Local::new().await;
    local.answers("/api/show", shown());
    local.answers("/api/ps", json!({ "models": [] }));
    let before = local.listed().await;
    assert_eq!((before.context_tokens, before.tools), (None, None));
    assert_eq!(local.asked("/api/show"), 0, "nobody picked it");
    assert_eq!(local.gauge().await, None, "nobody waits for it");
    local.models_changed().await;
    assert_eq!(local.gauge().await, Some(40_960));
    let after = local.listed().await;
    assert_eq!(
        (after.context_tokens, after.tools, after.input.image),
        (Some(40_960), Some(true), Some(false))
    );
    assert_eq!((local.asked("/api/show"), local.asked("/v1/models")), (1, 1), "it is remembered");

    let said = parlance_ipc::ModelOverride { context_tokens: Some(8192), ..Default::default() };
    let args = parlance_ipc::OverrideModelArgs { model: qwen(), said };
    assert_eq!(local.scene.app.override_model(args).await.unwrap().context_tokens, Some(8192));
    let details = local.scene.app.model_details(ModelArgs { model: qwen() }).await.unwrap();
    assert_eq!(details.without.context_tokens, Some(40_960));
}

#[tokio::test]
async fn a_model_that_has_answered_is_loaded_with_the_context_that_counts() {
    let mut local = Local::new().await;
    local.answers("/api/show", shown());
    let loaded = json!({ "models": [{ "model": "qwen3:8b", "context_length": 4096 }] });
    local.answers("/api/ps", json!({ "models": [] }));
    let answer = Dialect::Ollama.answer(&[Say::text("Hi"), Say::finish(Stop::Done)]);
    local.gauge().await;
    local.models_changed().await;
    assert_eq!(local.gauge().await, Some(40_960));
    local.answers("/api/ps", loaded);
    local.scene.server.respond(answer);
    let args = SendArgs { conversation: None, text: "Hello".into(), model: qwen(), overflow: None };
    let started = local.scene.app.send_message(args).await.unwrap();
    assert_eq!(answer_of(&local.scene.app, &started).await.source, "Hi");
    local.models_changed().await;
    assert_eq!(local.gauge().await, Some(4096));
}

#[tokio::test]
async fn a_server_that_says_nothing_holds_nobody_up() {
    let local = Local::new().await;
    local.scene.server.route("/api/show", [Step::Stall]);
    local.scene.server.respond(Dialect::Ollama.answer(&[Say::text("Hi"), Say::finish(Stop::Done)]));
    assert_eq!(local.gauge().await, None);
    assert_eq!(local.listed().await.context_tokens, None);
    let args = SendArgs { conversation: None, text: "Hello".into(), model: qwen(), overflow: None };
    let started = local.scene.app.send_message(args).await.unwrap();
    assert_eq!(answer_of(&local.scene.app, &started).await.source, "Hi");
    assert!(local.scene.app.list_providers(NoArgs {}).await.is_ok());
}
