//! Dictating: a microphone that the test speaks into, a provider that writes it down.

use std::sync::{Arc, Mutex};

use parlance_app::{Closed, Heard, Hearing, Microphone, Sink};
use parlance_ipc::{
    DictationArgs, DictationBegun, DictationEvent, DictationSettings, ErrorCode, MicrophoneProblem, NoArgs,
    Settings,
};
use parlance_testkit::Response;
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::*;

const RATE_HZ: u32 = 48_000;

type Speech = UnboundedSender<Heard>;

#[derive(Default)]
struct FakeMicrophone {
    /// Where the test speaks, while the microphone is open.
    open: Arc<Mutex<Option<Speech>>>,
    problem: Mutex<Option<MicrophoneProblem>>,
    asked: Mutex<Vec<Option<String>>>,
}

struct Open(Arc<Mutex<Option<Speech>>>);

impl Drop for Open {
    fn drop(&mut self) {
        *self.0.lock().unwrap() = None;
    }
}

impl Microphone for FakeMicrophone {
    fn names(&self) -> Vec<String> {
        vec!["Desk".into()]
    }

    fn open(&self, name: Option<&str>, heard: Speech) -> Result<Hearing, MicrophoneProblem> {
        self.asked.lock().unwrap().push(name.map(str::to_owned));
        if let Some(problem) = *self.problem.lock().unwrap() {
            return Err(problem);
        }
        *self.open.lock().unwrap() = Some(heard);
        Ok(Hearing { rate_hz: RATE_HZ, open: Box::new(Open(self.open.clone())) })
    }
}

struct Events(UnboundedSender<DictationEvent>);

impl Sink<DictationEvent> for Events {
    fn send(&mut self, event: DictationEvent) -> Result<(), Closed> {
        self.0.send(event).map_err(|_| Closed)
    }
}

struct Desk {
    scene: Scene,
    microphone: Arc<FakeMicrophone>,
}

impl Desk {
    async fn new() -> Self {
        let desk = Self { scene: Scene::new().await, microphone: Arc::default() };
        desk.scene.app.set_microphone(desk.microphone.clone());
        desk.settle(Some("openai"));
        desk
    }

    fn settle(&self, provider: Option<&str>) {
        let dictation = DictationSettings {
            provider: provider.map(str::to_owned),
            language: Some("de".into()),
            microphone: Some("Desk".into()),
            ..DictationSettings::default()
        };
        self.scene.app.apply_settings(&Settings { dictation, ..Settings::default() });
    }

    async fn begin(&self) -> (DictationArgs, UnboundedReceiver<DictationEvent>) {
        let (send, events) = unbounded_channel();
        match self.scene.app.begin_dictation(Events(send)).await.unwrap() {
            DictationBegun::Recording { dictation, .. } => (DictationArgs { dictation }, events),
            other => panic!("{other:?}"),
        }
    }

    fn say(&self, samples: Vec<f32>) {
        self.microphone.open.lock().unwrap().as_ref().unwrap().send(Heard::Samples(samples)).unwrap();
    }

    fn listens(&self) -> bool {
        self.microphone.open.lock().unwrap().is_some()
    }
}

async fn level(events: &mut UnboundedReceiver<DictationEvent>) -> (f32, u64) {
    match events.recv().await {
        Some(DictationEvent::Level { peak, elapsed_ms }) => (peak, elapsed_ms),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_said_is_written_down_and_dropped() {
    let desk = Desk::new().await;
    let (args, mut events) = desk.begin().await;
    assert_eq!(*desk.microphone.asked.lock().unwrap(), [Some("Desk".to_owned())]);
    desk.say(vec![0.5; RATE_HZ as usize]);
    assert_eq!(level(&mut events).await, (0.5, 1_000));

    desk.scene.server.respond(Response::json(200, json!({ "text": " Guten Tag. " })));
    let text = desk.scene.app.finish_dictation(args).await.unwrap().text;
    assert_eq!(text, "Guten Tag.");
    assert!(!desk.listens());
    let request = desk.scene.server.requests().pop().unwrap();
    assert_eq!(request.path, "/v1/audio/transcriptions");
    assert_eq!(request.bearer(), Some(KEY));
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains("gpt-4o-mini-transcribe") && body.contains("dictation.wav"), "{body:.600}");
    assert!(body.contains("name=\"language\"\r\n\r\nde"), "{body:.600}");
    // A second of 16 kHz in 16 bits.
    assert!((32_000..33_500).contains(&request.body.len()), "{}", request.body.len());
    assert_eq!(desk.scene.app.finish_dictation(args).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_recording_that_was_not_written_down_stays_for_another_try() {
    let desk = Desk::new().await;
    let (args, mut events) = desk.begin().await;
    desk.say(vec![0.1; 4_800]);
    level(&mut events).await;
    let refusal = json!({ "error": { "message": "The key is wrong.", "code": "invalid_api_key" } });
    desk.scene.server.respond(Response::json(401, refusal));
    assert_eq!(desk.scene.app.finish_dictation(args).await.unwrap_err().code, ErrorCode::Key);
    assert!(!desk.listens());
    desk.scene.server.respond(Response::json(200, json!({ "text": "Again." })));
    assert_eq!(desk.scene.app.finish_dictation(args).await.unwrap().text, "Again.");
    let sent: Vec<_> = desk.scene.server.requests().iter().map(|request| request.body.len()).collect();
    assert_eq!(sent[0], sent[1]);
}

#[tokio::test]
async fn a_cancelled_dictation_is_gone_and_ends_its_call() {
    let desk = Desk::new().await;
    let (args, mut events) = desk.begin().await;
    desk.say(vec![0.1; 4_800]);
    level(&mut events).await;
    desk.scene.app.cancel_dictation(args).await.unwrap();
    assert!(!desk.listens());
    assert!(events.recv().await.is_none());
    assert_eq!(desk.scene.app.finish_dictation(args).await.unwrap_err().code, ErrorCode::NotFound);

    let (args, _events) = desk.begin().await;
    let (finished, ()) = tokio::join!(desk.scene.app.finish_dictation(args), async {
        let mut exchange = desk.scene.server.exchange().await.unwrap();
        desk.scene.app.cancel_dictation(args).await.unwrap();
        exchange.closed().await;
    });
    assert_eq!(finished.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn it_ends_at_ten_minutes_or_with_the_microphone_and_keeps_what_was_heard() {
    let desk = Desk::new().await;
    let (args, mut events) = desk.begin().await;
    desk.say(vec![0.0; RATE_HZ as usize * 601]);
    assert_eq!(level(&mut events).await, (0.0, 600_000));
    assert_eq!(events.recv().await, Some(DictationEvent::Full));
    assert!(!desk.listens());
    desk.scene.server.respond(Response::json(200, json!({ "text": "Long." })));
    assert_eq!(desk.scene.app.finish_dictation(args).await.unwrap().text, "Long.");
    assert!(desk.scene.server.requests().pop().unwrap().body.len() < 20 * 1024 * 1024);

    let (_, mut events) = desk.begin().await;
    let speech = desk.microphone.open.lock().unwrap().clone().unwrap();
    speech.send(Heard::Lost).unwrap();
    assert_eq!(events.recv().await, Some(DictationEvent::Lost));
    assert!(!desk.listens());
}

#[tokio::test]
async fn nothing_is_recorded_that_nobody_would_write_down() {
    let desk = Desk::new().await;
    let silent = |code| {
        let (send, _) = unbounded_channel();
        let app = desk.scene.app.clone();
        async move { assert_eq!(app.begin_dictation(Events(send)).await.unwrap_err().code, code) }
    };
    desk.settle(None);
    silent(ErrorCode::Invalid).await;
    desk.settle(Some("groq"));
    silent(ErrorCode::Key).await;
    assert!(desk.microphone.asked.lock().unwrap().is_empty());

    desk.settle(Some("openai"));
    for problem in [MicrophoneProblem::Missing, MicrophoneProblem::Refused, MicrophoneProblem::Busy] {
        *desk.microphone.problem.lock().unwrap() = Some(problem);
        let (send, _) = unbounded_channel();
        let begun = desk.scene.app.begin_dictation(Events(send)).await.unwrap();
        assert_eq!(begun, DictationBegun::Silent { problem });
    }
    let choices = desk.scene.app.dictation_choices(NoArgs {}).await.unwrap();
    assert_eq!(choices.microphones, ["Desk"]);
    assert!(choices.providers.iter().any(|provider| provider.id == "openai"));
    assert!(choices.providers.iter().all(|provider| provider.id != "groq"));
}
