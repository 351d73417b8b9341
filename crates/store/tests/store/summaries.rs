use parlance_domain::{MessageId, Timestamp};
use parlance_store::{StoreErrorKind, Summary};

use crate::support::*;

#[tokio::test]
async fn a_summary_is_kept_replaced_and_gone_with_its_message() {
    let home = home();
    let store = open(home.path()).await;
    let (conversation, _, answer) = talk(&store, "Tides", "Why two?", "Gravity gradients.").await;
    let (other, ..) = talk(&store, "Else", "What?", "This.").await;
    let summary = |through: MessageId, text: &str| Summary {
        through,
        text: text.into(),
        model: model(),
        made_at: Timestamp(7),
    };
    store.save_summary(&summary(answer, "They asked.")).await.unwrap();
    store.save_summary(&summary(answer, "They asked about tides.")).await.unwrap();
    let kept = store.summaries(conversation).await.unwrap();
    assert_eq!(kept.get(&answer).map(String::as_str), Some("They asked about tides."));
    assert_eq!((kept.len(), store.summaries(other).await.unwrap().len()), (1, 0));
    let nobody = store.save_summary(&summary(MessageId::new(), "x")).await.unwrap_err();
    assert_eq!(nobody.kind, StoreErrorKind::NotFound);

    run_sql(home.path(), "PRAGMA foreign_keys = ON; DELETE FROM conversation WHERE title = 'Tides'").await;
    assert!(store.summaries(conversation).await.unwrap().is_empty());
    assert_sound(&store).await;
}
