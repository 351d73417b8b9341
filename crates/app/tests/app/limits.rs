//! Limits and budgets: nobody is asked before a limit ends, nor beyond what the user set.

use parlance_app::Home;
use parlance_ipc::{
    ErrorCode, MessageState, NoArgs, ProviderBudget, RouteReason, Routing, SendArgs, TurnArgs, TurnStatus,
};
use parlance_providers::Timeouts;
use parlance_testkit::{Response, Step, TempHome, sse};

use crate::pair::*;
use crate::support::*;

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
    pair.app.stop_turn(TurnArgs { turn: started.turn }).await.unwrap();
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
    // Nor without keeping anything.
    let elsewhere = TempHome::new().unwrap();
    let temporary = pair.app.temporary(Home::new(elsewhere.parlance())).await.unwrap().app;
    let args = SendArgs { conversation: None, text: "Hello?".into(), model: auto(), overflow: None };
    let started = temporary.send_message(args).await.unwrap();
    assert_eq!(answer_of(&temporary, &started).await.error.unwrap().code, ErrorCode::Budget);
    assert_eq!(pair.two.requests().len(), 1);
    assert!(pair.app.save_routing(Routing { money_per_day: Some(0), ..Routing::default() }).await.is_err());
}

#[tokio::test]
async fn what_runs_is_money_that_is_spent() {
    let pair = Pair::new().await;
    pair.save(|routing| {
        routing.money_per_day = Some(1);
        routing.chain[1].model = Some("gpt-6-astra".into());
        routing.chain[0].on = false;
    })
    .await;
    let head = Response::events(sse::text("Dear")).bytes();
    pair.two.enqueue([Step::Send(head), Step::Stall]);
    let running = pair.begin(auto()).await;
    Words::of(&pair.app, &running).until("Dear").await;
    let error = pair.ask(auto()).await.error.unwrap();
    assert_eq!(error.code, ErrorCode::Budget, "{}", error.message);
    assert_eq!(pair.two.requests().len(), 1);
}

#[tokio::test]
async fn nobody_is_asked_while_the_budgets_cannot_be_read() {
    let pair = Pair::new().await;
    other_process(&pair.home.parlance())
        .await
        .set_preference("routing", &"of a later version")
        .await
        .unwrap();
    let app = app_of(&pair.home, "", &pair.two.base_url(), Timeouts::default()).await;
    let args = SendArgs { conversation: None, text: "Hello?".into(), model: named("openai"), overflow: None };
    let started = app.send_message(args).await.unwrap();
    let error = answer_of(&app, &started).await.error.unwrap();
    assert!(error.message.contains("budgets and limits cannot be read"), "{}", error.message);
    assert_eq!(pair.two.requests(), []);
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
    pair.app.stop_turn(TurnArgs { turn: started.turn }).await.unwrap();
    assert_eq!(words.end().await.0, MessageState::Interrupted);
    let spent = pair.app.spending(NoArgs {}).await.unwrap().day.unwrap().spent;
    assert!(spent > 1_000, "{spent} millionths of a dollar for about 400 tokens at 50 dollars a million");
}

fn at_most(change: impl FnOnce(&mut ProviderBudget)) -> Vec<ProviderBudget> {
    let mut budget = ProviderBudget { provider: "groq".into(), ..ProviderBudget::default() };
    change(&mut budget);
    vec![budget]
}

#[tokio::test]
async fn a_call_that_runs_counts_against_the_users_own_limits() {
    for budgets in [
        at_most(|limit| limit.requests_per_day = Some(1)),
        at_most(|limit| limit.requests_per_minute = Some(1)),
        at_most(|limit| limit.tokens_per_day = Some(8)),
        at_most(|limit| limit.tokens_per_minute = Some(8)),
    ] {
        let pair = Pair::new().await;
        pair.save(|routing| routing.budgets.clone_from(&budgets)).await;
        let first = pair.begin(auto()).await;
        let exchange = pair.one.exchange().await.unwrap();
        pair.two.respond(good("Two."));
        let second = pair.ask(auto()).await;
        assert_eq!((who(&second), passed(&second)), ("openai", vec![("groq", ErrorCode::RateLimit)]));
        pair.app.stop_turn(TurnArgs { turn: first.turn }).await.unwrap();
        answer_of(&pair.app, &first).await;
        drop(exchange);
        assert_eq!(pair.one.requests().len(), 1, "{budgets:?}");
    }
}

#[tokio::test]
async fn of_two_turns_that_begin_at_once_one_gets_the_last_call() {
    let pair = Pair::new().await;
    pair.save(|routing| routing.budgets = at_most(|limit| limit.requests_per_day = Some(1))).await;
    pair.one.respond(good("One."));
    pair.two.respond(good("Two."));
    let (one, two) = tokio::join!(pair.ask(auto()), pair.ask(auto()));
    let mut asked = [who(&one), who(&two)];
    asked.sort_unstable();
    assert_eq!(asked, ["groq", "openai"]);
    assert_eq!((pair.one.requests().len(), pair.two.requests().len()), (1, 1));
}

#[tokio::test]
async fn what_a_call_took_counts_in_the_place_of_what_was_expected() {
    let pair = Pair::new().await;
    pair.save(|routing| routing.budgets = at_most(|limit| limit.tokens_per_minute = Some(500))).await;
    let much = [sse::text("One."), sse::finish("stop"), sse::usage(400, 99), sse::DONE.to_owned()];
    pair.one.respond(Response::events(much.concat()));
    assert_eq!(who(&pair.ask(auto()).await), "groq");
    pair.two.respond(good("Two."));
    assert_eq!(who(&pair.ask(auto()).await), "openai");
}

#[tokio::test]
async fn a_call_that_was_never_made_is_given_back() {
    let pair = Pair::new().await;
    let budget = ProviderBudget {
        provider: "anthropic".into(),
        requests_per_minute: Some(1),
        ..ProviderBudget::default()
    };
    pair.save(|routing| routing.budgets = vec![budget]).await;
    // That there is no key is found out after the decision.
    for _ in 0..2 {
        let answer = pair.ask(named("anthropic")).await;
        assert_eq!(answer.error.unwrap().code, ErrorCode::Key);
    }
}
