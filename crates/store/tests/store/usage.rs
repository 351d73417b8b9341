use parlance_domain::{MicroDollars, Timestamp, Timings, Usage};
use parlance_store::{Seal, UsageRow};

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
