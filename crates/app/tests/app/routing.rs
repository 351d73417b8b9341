//! Who answers: chosen by Parlance, after others could not, and not before a limit ends.

use parlance_app::{App, Home, Parts};
use parlance_ipc::{
    AddKeyArgs, BaseUrlArgs, ChainEntry, ErrorCode, MessageState, MessageView, ModelChoice, NoArgs,
    Preference, ProviderBudget, RegenerateArgs, RouteReason, Routing, SendArgs, TurnStarted, TurnStatus,
};
use parlance_providers::Timeouts;
use parlance_secrets::Backend;
use parlance_testkit::{Response, ScriptedServer, Step, TempHome, sse};
use std::sync::Arc;
use std::time::Duration;

use crate::support::*;

/// Two providers of the chain, each with a server of its own: "one" stands first.
struct Pair {
    app: App,
    one: ScriptedServer,
    two: ScriptedServer,
    home: TempHome,
}

/// With its history open. An empty `one` is where it was before.
async fn app_of(home: &TempHome, one: &str, two: &str, timeouts: Timeouts) -> App {
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
    async fn new() -> Self {
        Self::with(Timeouts::default()).await
    }

    async fn with(timeouts: Timeouts) -> Self {
        let home = TempHome::new().unwrap();
        let (one, two) = (ScriptedServer::start().await.unwrap(), ScriptedServer::start().await.unwrap());
        let app = app_of(&home, &one.base_url(), &two.base_url(), timeouts).await;
        let pair = Self { app, one, two, home };
        pair.save(|_| {}).await;
        pair
    }

    /// Settings in which both providers are asked for one model each.
    async fn save(&self, change: impl FnOnce(&mut Routing)) {
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

    async fn ask(&self, model: ModelChoice) -> MessageView {
        answer_of(&self.app, &self.begin(model).await).await
    }

    async fn begin(&self, model: ModelChoice) -> TurnStarted {
        self.app
            .send_message(SendArgs { conversation: None, text: "Hello?".into(), model, overflow: None })
            .await
            .unwrap()
    }
}

fn auto() -> ModelChoice {
    ModelChoice { provider: "auto".into(), model: "auto".into() }
}

fn named(provider: &str) -> ModelChoice {
    ModelChoice { provider: provider.into(), model: "m".into() }
}

fn good(words: &'static str) -> Response {
    Response::events(sse::answer([words]))
}

fn who(answer: &MessageView) -> &str {
    &answer.model.as_ref().unwrap().provider
}

fn passed(answer: &MessageView) -> Vec<(&str, ErrorCode)> {
    let route = answer.route.as_ref();
    route
        .into_iter()
        .flat_map(|route| &route.passed)
        .map(|passed| (passed.model.provider.as_str(), passed.code))
        .collect()
}

#[tokio::test]
async fn the_first_of_the_chain_answers_and_says_why() {
    let pair = Pair::new().await;
    pair.one.respond(good("One."));
    let answer = pair.ask(auto()).await;
    assert_eq!(
        (answer.state, who(&answer), answer.source.as_str()),
        (MessageState::Complete, "groq", "One.")
    );
    let route = answer.route.clone().unwrap();
    assert_eq!(route.auto, Some(vec![RouteReason::First, RouteReason::Named]));
    assert_eq!(answer.model_name.as_deref(), Some("m"));
    assert_eq!(pair.two.requests().len(), 0);
    // The conversation goes on as it was begun: with the choice left to Parlance.
    let listed = pair.app.list_conversations(NoArgs {}).await.unwrap();
    assert_eq!(view(&pair.app, listed[0].id).await.model, Some(auto()));
}

#[tokio::test]
async fn whoever_cannot_answer_is_passed() {
    let refusals = [
        (
            Response::error(429, "rate_limit_exceeded", "Slow down").header("retry-after", "600"),
            ErrorCode::RateLimit,
        ),
        (Response::error(503, "", "no available provider"), ErrorCode::Server),
        (Response::error(404, "model_not_found", "No such model"), ErrorCode::ModelNotFound),
        (Response::error(401, "invalid_api_key", "Wrong key"), ErrorCode::Key),
    ];
    for (refusal, code) in refusals {
        let pair = Pair::new().await;
        pair.one.respond(refusal);
        pair.two.respond(good("Two."));
        let answer = pair.ask(auto()).await;
        assert_eq!((who(&answer), answer.source.as_str()), ("openai", "Two."), "{code:?}");
        assert_eq!(passed(&answer), [("groq", code)]);
        assert_eq!(answer.error, None);
    }
}

#[tokio::test]
async fn a_wrong_key_makes_way_for_another_provider_and_not_for_another_key() {
    const WRONG: &str = "sk-wrong-000000000001";
    let pair = Pair::new().await;
    pair.one.route("/models", [Step::from(Response::models(["m"]))]);
    for (name, key) in [("Old", WRONG), ("New", "sk-right-00000000002")] {
        let key = AddKeyArgs { provider: "groq".into(), name: name.into(), key: key.into() };
        pair.app.add_key(key).await.unwrap();
    }
    pair.one.respond(Response::error(401, "invalid_api_key", "Wrong key"));
    pair.two.respond(good("Two."));
    let answer = pair.ask(auto()).await;
    assert_eq!((who(&answer), passed(&answer)), ("openai", vec![("groq", ErrorCode::Key)]));
    let requests = pair.one.requests();
    let questions = requests.iter().filter(|request| request.method == "POST");
    assert_eq!(questions.map(|request| request.bearer()).collect::<Vec<_>>(), [Some(WRONG)]);
}

#[tokio::test]
async fn a_dead_host_and_a_stalled_first_byte_are_passed() {
    let pair = Pair::new().await;
    let dead = tokio::net::TcpSocket::new_v4().unwrap();
    dead.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = dead.local_addr().unwrap();
    let app =
        app_of(&pair.home, &format!("http://{address}/v1"), &pair.two.base_url(), Timeouts::default()).await;
    let pair = Pair { app, ..pair };
    pair.two.respond(good("Two."));
    let answer = pair.ask(auto()).await;
    assert_eq!(passed(&answer), [("groq", ErrorCode::Network)]);
    assert_eq!(who(&answer), "openai");

    let pair = Pair::with(Timeouts { first_byte: Duration::from_millis(200), ..Timeouts::default() }).await;
    pair.one.enqueue([Step::Stall]);
    // More than one, for a machine so slow that an answer in time comes late.
    (0..3).for_each(|_| pair.two.respond(good("Two.")));
    let answer = pair.ask(auto()).await;
    assert_eq!(passed(&answer), [("groq", ErrorCode::Network)]);
    assert_eq!(pair.one.requests().len(), 1, "it was asked again");
}

#[tokio::test]
async fn what_broke_off_goes_on_with_somebody_else() {
    let pair = Pair::new().await;
    let started = pair.begin(auto()).await;
    let mut exchange = pair.one.exchange().await.unwrap();
    exchange.respond(&Response::events("")).await.unwrap();
    exchange.send(sse::text("Half an ")).await.unwrap();
    let mut words = Words::of(&pair.app, &started);
    words.until("Half an ").await;
    drop(exchange);
    let (state, error) = words.end().await;
    assert_eq!((state, error.unwrap().code), (MessageState::Interrupted, ErrorCode::Network));

    pair.two.respond(good("answer."));
    let again = pair.app.continue_message(message_args(&started)).await.unwrap();
    let answer = answer_of(&pair.app, &again).await;
    assert_eq!((answer.state, answer.source.as_str()), (MessageState::Complete, "Half an answer."));
    assert_eq!(who(&answer), "openai");
}

#[tokio::test]
async fn a_model_by_name_is_not_replaced_unless_that_was_settled() {
    let pair = Pair::new().await;
    let refusal = || Response::error(503, "", "no available provider");
    pair.one.respond(refusal());
    let answer = pair.ask(named("groq")).await;
    assert_eq!((answer.state, who(&answer)), (MessageState::Failed, "groq"));
    assert_eq!(answer.route, None);

    pair.save(|routing| routing.fall_back = true).await;
    pair.one.respond(refusal());
    pair.two.respond(good("Two."));
    let answer = pair.ask(named("groq")).await;
    assert_eq!((who(&answer), passed(&answer)), ("openai", vec![("groq", ErrorCode::Server)]));
    assert_eq!(answer.route.unwrap().auto, None);

    // Whose key is wrong has to know.
    pair.one.respond(Response::error(401, "invalid_api_key", "Wrong key"));
    let answer = pair.ask(named("groq")).await;
    assert_eq!(answer.error.unwrap().code, ErrorCode::Key);
}

#[tokio::test]
async fn a_request_that_is_wrong_is_wrong_for_everybody() {
    let pair = Pair::new().await;
    pair.one.respond(Response::error(400, "invalid_request_error", "Not like that"));
    let answer = pair.ask(auto()).await;
    assert_eq!((answer.state, answer.error.unwrap().code), (MessageState::Failed, ErrorCode::Invalid));
    assert_eq!(pair.two.requests().len(), 0);
}

#[tokio::test]
async fn when_nobody_can_the_last_says_why_and_again_begins_at_the_first() {
    let pair = Pair::new().await;
    pair.one.respond(Response::error(404, "model_not_found", "No such model"));
    pair.two.respond(Response::error(404, "model_not_found", "Not here either"));
    let started = pair.begin(auto()).await;
    let answer = answer_of(&pair.app, &started).await;
    assert_eq!((answer.state, who(&answer)), (MessageState::Failed, "openai"));
    assert!(answer.error.as_ref().unwrap().message.contains("Not here either"));
    assert_eq!(passed(&answer), [("groq", ErrorCode::ModelNotFound)]);

    pair.one.respond(good("One."));
    let conversation = started.conversation;
    let again = RegenerateArgs { conversation, message: answer.id, model: None, overflow: None };
    let again = pair.app.regenerate(again).await.unwrap();
    assert_eq!(who(&answer_of(&pair.app, &again).await), "groq");
}

#[tokio::test]
async fn a_limit_that_headers_told_is_kept_over_a_restart() {
    let pair = Pair::new().await;
    pair.one.respond(
        good("One.")
            .header("x-ratelimit-remaining-requests", "0")
            .header("x-ratelimit-reset-requests", "10m0s"),
    );
    assert_eq!(who(&pair.ask(auto()).await), "groq");
    for restart in [false, true] {
        let restarted = app_of(&pair.home, "", &pair.two.base_url(), Timeouts::default()).await;
        let app = if restart { &restarted } else { &pair.app };
        // By name there is nobody else, and ten minutes are not waited for.
        let args =
            SendArgs { conversation: None, text: "Hello?".into(), model: named("groq"), overflow: None };
        let answer = answer_of(app, &app.send_message(args).await.unwrap()).await;
        let error = answer.error.unwrap();
        assert_eq!(error.code, ErrorCode::RateLimit);
        assert!(error.message.contains("10 min"), "{}", error.message);
    }
    // Chosen by Parlance, the other one answers without a detour.
    pair.two.respond(good("Two."));
    let answer = pair.ask(auto()).await;
    assert_eq!((who(&answer), passed(&answer)), ("openai", vec![]));
    assert_eq!(answer.route.unwrap().auto.unwrap()[0], RouteReason::Next);
    assert_eq!(pair.one.requests().len(), 1, "it was asked beyond its limit");
}

#[tokio::test]
async fn a_short_limit_is_waited_for_and_told() {
    let pair = Pair::new().await;
    pair.one.respond(
        good("One.").header("x-ratelimit-remaining-requests", "0").header("x-ratelimit-reset-requests", "1s"),
    );
    pair.ask(named("groq")).await;
    pair.one.respond(good("Again."));
    let started = pair.begin(named("groq")).await;
    let mut told = statuses(&pair.app, &started).await;
    told.retain(|status| matches!(status, TurnStatus::Limited { .. }));
    let [TurnStatus::Limited { provider, wait_ms }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(provider, "Groq");
    assert!((1..=1_000).contains(wait_ms), "{wait_ms}");
    let answer = view(&pair.app, started.conversation).await.messages.pop().unwrap();
    assert_eq!((answer.state, answer.source.as_str()), (MessageState::Complete, "Again."));
}

#[tokio::test]
async fn a_wait_for_a_limit_can_be_stopped() {
    let pair = Pair::new().await;
    pair.one.respond(
        good("One.")
            .header("x-ratelimit-remaining-requests", "0")
            .header("x-ratelimit-reset-requests", "4m0s"),
    );
    pair.ask(named("groq")).await;
    let started = pair.begin(named("groq")).await;
    pair.app.stop_turn(parlance_ipc::TurnArgs { turn: started.turn }).await.unwrap();
    let answer = answer_of(&pair.app, &started).await;
    assert_eq!((answer.state, answer.error), (MessageState::Interrupted, None));
}

#[tokio::test]
async fn the_users_own_limits_hold() {
    let pair = Pair::new().await;
    let budget =
        ProviderBudget { provider: "groq".into(), requests_per_day: Some(1), ..ProviderBudget::default() };
    pair.save(|routing| routing.budgets = vec![budget]).await;
    pair.one.respond(good("One."));
    assert_eq!(who(&pair.ask(auto()).await), "groq");
    pair.two.respond(good("Two."));
    let answer = pair.ask(auto()).await;
    assert_eq!((who(&answer), passed(&answer)), ("openai", vec![("groq", ErrorCode::RateLimit)]));
}

#[tokio::test]
async fn a_budget_of_money_stops_what_costs() {
    let pair = Pair::new().await;
    pair.save(|routing| {
        routing.money_per_day = Some(1);
        // One with a known price.
        routing.chain[1].model = Some("gpt-6-astra".into());
        routing.chain[0].on = false;
    })
    .await;
    let spending = pair.app.spending(NoArgs {}).await.unwrap();
    assert_eq!((spending.day.unwrap().spent, spending.month), (0, None));
    let dear = [sse::text("Dear."), sse::finish("stop"), sse::usage(1000, 100), sse::DONE.to_owned()];
    pair.two.respond(Response::events(dear.concat()));
    assert_eq!(pair.ask(auto()).await.state, MessageState::Complete);
    assert!(pair.app.spending(NoArgs {}).await.unwrap().day.unwrap().spent > 1);
    let answer = pair.ask(auto()).await;
    let error = answer.error.unwrap();
    assert_eq!(error.code, ErrorCode::Budget);
    assert!(error.message.contains("today"), "{}", error.message);
    assert_eq!(pair.two.requests().len(), 1);
    assert!(pair.app.save_routing(Routing { money_per_day: Some(0), ..Routing::default() }).await.is_err());
}

#[tokio::test]
async fn without_a_key_nobody_is_asked() {
    let home = TempHome::new().unwrap();
    let app = App::from_parts(Parts {
        home: Home::new(home.parlance()),
        secrets: Backend::memory(),
        environment: Arc::new(|_| None),
        timeouts: Timeouts::default(),
    });
    app.open_history().await;
    let routing = app.routing(NoArgs {}).await.unwrap();
    assert_eq!(routing.preference, Preference::Balanced);
    let first: Vec<_> = routing.chain.iter().take(2).map(|entry| entry.provider.as_str()).collect();
    assert_eq!(first, ["groq", "gemini"]);
    let started = app
        .send_message(SendArgs { conversation: None, text: "Hello?".into(), model: auto(), overflow: None })
        .await;
    let answer = answer_of(&app, &started.unwrap()).await;
    assert_eq!((answer.state, answer.error.unwrap().code), (MessageState::Failed, ErrorCode::Key));
}

#[tokio::test]
async fn nobody_stands_in_for_a_model_that_draws() {
    let pair = Pair::new().await;
    pair.save(|routing| routing.fall_back = true).await;
    pair.two.respond(Response::error(404, "model_not_found", "Not for you"));
    let artist = ModelChoice { provider: "openai".into(), model: "gpt-image-2".into() };
    let answer = pair.ask(artist).await;
    assert_eq!((answer.state, who(&answer)), (MessageState::Failed, "openai"));
    assert_eq!(answer.error.unwrap().code, ErrorCode::ModelNotFound);
    assert_eq!(pair.one.requests(), []);
}

#[tokio::test]
async fn an_answer_that_was_stopped_counts_all_the_same() {
    let pair = Pair::new().await;
    pair.save(|routing| {
        routing.money_per_day = Some(1_000_000);
        routing.chain[0].on = false;
        routing.chain[1].model = Some("gpt-6-astra".into());
    })
    .await;
    let started = pair.begin(auto()).await;
    let mut exchange = pair.two.exchange().await.unwrap();
    exchange.respond(&Response::events("")).await.unwrap();
    exchange.send(sse::text(&"Words and words. ".repeat(100))).await.unwrap();
    let mut words = Words::of(&pair.app, &started);
    words.until("Words").await;
    pair.app.stop_turn(parlance_ipc::TurnArgs { turn: started.turn }).await.unwrap();
    assert_eq!(words.end().await.0, MessageState::Interrupted);
    let spent = pair.app.spending(NoArgs {}).await.unwrap().day.unwrap().spent;
    assert!(spent > 1_000, "{spent} millionths of a dollar for about 400 tokens at 50 dollars a million");
}
