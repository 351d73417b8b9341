use parlance_domain::{MicroDollars, ModelRef, Timestamp, Timings, Usage};
use parlance_store::{Calendar, Change, Seal, Spent, UsageRow};

use crate::support::*;

#[tokio::test]
async fn usage_is_added_up_by_day_and_model() {
    let home = home();
    let store = open(home.path()).await;
    assert_eq!(store.usage_by_day(30).await.unwrap(), []);
    let now = Timestamp::now();
    let day = |ago: i64| Timestamp(now.0 - ago * 24 * 60 * 60 * 1000);
    let usage = |input| Usage { input_tokens: Some(input), output_tokens: Some(1), ..Usage::default() };
    for (at, input, cost) in [
        (day(0), 10, Some(MicroDollars(5))),
        (day(0), 20, None),
        (day(3), 40, Some(MicroDollars(7))),
        (day(40), 80, None),
    ] {
        let (_, _, answer) = ask_new(&store, "Weather", "Will it rain?").await;
        let timings = Timings::default();
        let call = UsageRow { model: model(), usage: usage(input), cost, timings, at };
        store.seal(&Seal { call: Some(call), ..seal(answer, "x") }).await.unwrap();
    }
    let days = store.usage_by_day(30).await.unwrap();
    let read: Vec<_> = days
        .iter()
        .map(|day| {
            (
                day.calls,
                day.unpriced,
                day.usage.input_tokens,
                day.usage.cached_tokens,
                day.cost.map(|cost| cost.0),
            )
        })
        .collect();
    assert_eq!(read, [(1, 0, Some(40), None, Some(7)), (2, 1, Some(30), None, Some(5))]);
    assert!(days[0].day < days[1].day && days[1].day.len() == "2026-11-21".len());
    assert_eq!(days[1].model, model());
    // Two days: midnight may have passed meanwhile.
    assert_eq!(store.usage_by_day(2).await.unwrap().len(), 1);
    assert_eq!(store.usage_by_day(60).await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_was_spent_is_counted_from_a_moment_on() {
    let home = home();
    let store = open(home.path()).await;
    let now = Timestamp::now();
    assert_eq!(store.spent(Timestamp(0), None).await.unwrap(), Spent::default());
    for (ago_ms, provider, cost) in
        [(10_000, "groq", Some(5)), (90_000, "groq", Some(7)), (5_000, "xai", None)]
    {
        let (_, _, answer) = ask_new(&store, "Weather", "Will it rain?").await;
        let call = UsageRow {
            model: ModelRef { provider: provider.into(), model: "m".into() },
            usage: Usage { input_tokens: Some(10), output_tokens: Some(2), ..Usage::default() },
            cost: cost.map(MicroDollars),
            timings: Timings::default(),
            at: Timestamp(now.0 - ago_ms),
        };
        store.seal(&Seal { call: Some(call), ..seal(answer, "x") }).await.unwrap();
    }
    let minute = Timestamp(now.0 - 60_000);
    let spent = store.spent(minute, Some("groq")).await.unwrap();
    assert_eq!((spent.calls, spent.tokens, spent.cost.0), (1, 12, 5));
    assert_eq!(spent.first, Some(Timestamp(now.0 - 10_000)));
    let all = store.spent(Timestamp(0), None).await.unwrap();
    assert_eq!((all.calls, all.tokens, all.cost.0), (3, 36, 12));
    let Calendar { day, next_day, month } = store.calendar().await.unwrap();
    assert!(month <= day && day <= Timestamp::now() && day < next_day);
    assert!(
        Timestamp::now().0 - day.0 <= 25 * 60 * 60 * 1000,
        "a day with a change of the clock has 25 hours"
    );
}

#[tokio::test]
async fn each_conversation_and_each_call_can_be_looked_at() {
    let home = home();
    let store = open(home.path()).await;
    let reported = Usage { input_tokens: Some(10), cost: Some(MicroDollars(90)), ..Usage::default() };
    let counted = Usage { input_tokens: Some(20), ..Usage::default() };
    let row = |usage: Usage, cost: Option<i64>| UsageRow {
        model: model(),
        usage,
        cost: cost.map(MicroDollars),
        timings: Timings::default(),
        at: Timestamp::now(),
    };
    let (weather, _, answer) = ask_new(&store, "Weather", "Will it rain?").await;
    store.seal(&Seal { call: Some(row(reported, Some(90))), ..seal(answer, "x") }).await.unwrap();
    store.record_call(answer, &row(counted, Some(7))).await.unwrap();
    let (gone, _, answer) = ask_new(&store, "Gone", "Away?").await;
    store.seal(&Seal { call: Some(row(counted, None)), ..seal(answer, "x") }).await.unwrap();
    store.change(&[gone], Change::Trashed(true), Timestamp::now()).await.unwrap();

    let used = store.usage_by_conversation(30).await.unwrap();
    let read: Vec<_> = used
        .iter()
        .map(|used| {
            let place = used.conversation.as_ref().unwrap();
            let cost = used.cost.map(|cost| cost.0);
            (place.title.as_str(), place.trashed, used.calls, used.unpriced, used.estimated, cost)
        })
        .collect();
    assert_eq!(read, [("Weather", false, 2, 0, 1, Some(97)), ("Gone", true, 1, 1, 0, None)]);
    assert_eq!(used[0].usage.input_tokens, Some(30));
    let days = store.usage_by_day(30).await.unwrap();
    assert_eq!(
        days.iter().map(|day| (day.calls, day.unpriced, day.estimated)).collect::<Vec<_>>(),
        [(3, 1, 1)]
    );
    let said: Vec<_> = store.messages(weather).await.unwrap().iter().map(|message| message.id).collect();
    let totals = store.call_totals(&said).await.unwrap();
    assert!(!totals.is_empty() && totals.values().all(|total| total.estimated));

    let calls = store.calls_of_days(30).await.unwrap();
    assert_eq!(
        calls.iter().map(|record| record.call.usage.cost).collect::<Vec<_>>(),
        [reported.cost, None, None]
    );
    assert_eq!(calls[0].local_time.len(), "2026-11-21 14:03:07".len());
    assert_eq!(calls[0].conversation.as_ref().unwrap().id, weather);

    run_sql(home.path(), "PRAGMA foreign_keys = ON; DELETE FROM conversation WHERE trashed_at IS NOT NULL")
        .await;
    let used = store.usage_by_conversation(30).await.unwrap();
    assert_eq!(used.iter().filter(|used| used.conversation.is_none()).map(|used| used.calls).sum::<u64>(), 1);
    assert_eq!(store.calls_of_days(30).await.unwrap()[2].conversation, None);
}
