//! What is counted of calls that did not end as they should.

use parlance_ipc::{MessageState, ModelChoice, NoArgs, TurnArgs, TurnStarted, UsageArgs};
use parlance_testkit::{Exchange, Response, sse};

use crate::pair::*;
use crate::support::*;

const MONTH: UsageArgs = UsageArgs { days: 30 };
/// In millionths of a dollar, of `gpt-6-astra`.
const OUTPUT_TOKEN: i64 = 50;

/// One with a known price, and a budget to see what it takes.
async fn pair() -> Pair {
    let pair = Pair::new().await;
    pair.save(|routing| {
        routing.money_per_day = Some(1_000_000_000);
        routing.chain[0].on = false;
        routing.chain[1].model = Some("gpt-6-astra".into());
    })
    .await;
    pair
}

async fn spent(pair: &Pair) -> i64 {
    pair.app.spending(NoArgs {}).await.unwrap().day.unwrap().spent
}

async fn stopped(pair: &Pair, started: &TurnStarted, mut words: Words) {
    pair.app.stop_turn(TurnArgs { turn: started.turn }).await.unwrap();
    assert_eq!(words.end().await.0, MessageState::Interrupted);
}

async fn begun(pair: &Pair) -> Exchange {
    let mut exchange = pair.two.exchange().await.unwrap();
    exchange.respond(&Response::events("")).await.unwrap();
    exchange
}

#[tokio::test]
async fn what_was_told_before_the_end_is_the_least() {
    let pair = pair().await;
    let started = pair.begin(auto()).await;
    let mut exchange = begun(&pair).await;
    exchange.send(sse::usage(1000, 1) + &sse::text(&"Words and words. ".repeat(100))).await.unwrap();
    let mut words = Words::of(&pair.app, &started);
    words.until("Words").await;
    stopped(&pair, &started, words).await;
    let used = pair.app.usage(MONTH).await.unwrap();
    assert_eq!((used[0].calls, used[0].input_tokens, used[0].output_tokens), (1, 1000, 425));
    assert!(spent(&pair).await >= 425 * OUTPUT_TOKEN);
}

#[tokio::test]
async fn an_answer_that_goes_on_counts_its_new_words_alone() {
    let pair = pair().await;
    let started = pair.begin(auto()).await;
    let mut exchange = begun(&pair).await;
    exchange.send(sse::text(&"Words and words. ".repeat(1000))).await.unwrap();
    let mut words = Words::of(&pair.app, &started);
    words.until("Words").await;
    stopped(&pair, &started, words).await;

    let again = pair.app.continue_message(go_on_args(&started)).await.unwrap();
    let mut exchange = begun(&pair).await;
    exchange.send(sse::text("Enough.")).await.unwrap();
    let mut words = Words::of(&pair.app, &again);
    words.until("Enough.").await;
    stopped(&pair, &again, words).await;
    let used = pair.app.usage(MONTH).await.unwrap();
    assert_eq!((used[0].calls, used[0].output_tokens), (2, 4250 + 1));
}

#[tokio::test]
async fn a_question_that_nobody_took_costs_nothing() {
    let pair = pair().await;
    let started = pair.begin(auto()).await;
    // Asked, and not a word of whether it is answered.
    let _exchange = pair.two.exchange().await.unwrap();
    let words = Words::of(&pair.app, &started);
    stopped(&pair, &started, words).await;
    assert_eq!((spent(&pair).await, pair.app.usage(MONTH).await.unwrap().len()), (0, 0));
}

#[tokio::test]
async fn what_a_failed_attempt_took_counts_beside_the_next() {
    let pair = pair().await;
    // Counted and then lost, before its first word.
    pair.two.respond(Response::events(sse::usage(1000, 1)));
    pair.two.respond(Response::events(
        [sse::text("Yes."), sse::finish("stop"), sse::usage(7, 2), sse::DONE.into()].concat(),
    ));
    let model = ModelChoice { provider: "openai".into(), model: "gpt-6-astra".into() };
    let answer = pair.ask(model).await;
    assert_eq!((answer.state, answer.source.as_str()), (MessageState::Complete, "Yes."));
    assert_eq!(answer.stats.unwrap().input_tokens, Some(1007));
    let used = pair.app.usage(MONTH).await.unwrap();
    assert_eq!((used[0].calls, used[0].input_tokens), (2, 1007));
}
