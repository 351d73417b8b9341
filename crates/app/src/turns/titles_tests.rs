use std::sync::Arc;

use parlance_domain::{Conversation, ConversationId, ModelRef, Timestamp, Usage};
use parlance_ipc::{NoArgs, ProviderBudget, Routing, Settings};
use parlance_providers::Timeouts;
use parlance_store::{NewTurn, Origin, TurnPlace, UsageRow};
use parlance_testkit::{Response, ScriptedServer, TempHome, sse};

use super::*;
use crate::turns::new_message;
use crate::{Home, Parts};

/// The title after a first answer that took a dollar, and how often the model was asked for one.
async fn title_with(routing: Routing) -> (String, usize) {
    let (home, server) = (TempHome::new().unwrap(), ScriptedServer::start().await.unwrap());
    let base_url = server.base_url();
    let app = App::from_parts(Parts {
        home: Home::new(home.parlance()),
        secrets: parlance_secrets::Backend::memory(),
        environment: Arc::new(move |name| match name {
            "OPENAI_BASE_URL" => Some(base_url.clone()),
            "OPENAI_API_KEY" => Some("sk-right-key-0001".to_owned()),
            _ => None,
        }),
        timeouts: Timeouts::default(),
    });
    app.open_history().await;
    app.save_routing(routing).await.unwrap();
    app.apply_settings(&Settings { model_titles: true, ..Settings::default() });
    let store = app.store().await.unwrap();
    let (id, now) = (ConversationId::new(), Timestamp::now());
    let title = "Why two tides?".to_owned();
    let conversation =
        Conversation { id, title: title.clone(), leaf: None, model: None, created_at: now, updated_at: now };
    let model = ModelRef { provider: "openai".into(), model: "m".into() };
    let complete = MessageStatus::Complete;
    let text = |text: String| vec![Part::Text { text }];
    let question = new_message(id, None, Role::User, complete, None, text(title));
    let begun = new_message(
        id,
        Some(question.id),
        Role::Assistant,
        MessageStatus::Streaming,
        Some(model.clone()),
        Vec::new(),
    );
    let place = TurnPlace::New(conversation);
    let new =
        NewTurn { place, user: Some(question.clone()), origin: Origin::Composer, assistant: begun.clone() };
    store.begin_turn(&new).await.unwrap();
    let answer = Message { status: complete, parts: text("The moon.".into()), ..begun };
    let cost = Some(parlance_domain::MicroDollars(1_000_000));
    let call = UsageRow { model, usage: Usage::default(), cost, timings: Timings::default(), at: now };
    store.record_call(answer.id, &call).await.unwrap();

    server.respond(Response::events(sse::answer(["Tides"])));
    improve(&app, &store, &[question, answer.clone()], &answer).await;
    let listed = app.list_conversations(NoArgs {}).await.unwrap();
    (listed[0].title.clone(), server.requests().len())
}

#[tokio::test]
async fn a_title_is_left_out_where_a_budget_or_a_limit_is_used_up() {
    assert_eq!(title_with(Routing::default()).await, ("Tides".to_owned(), 1));
    let limit = ProviderBudget { provider: "openai".into(), ..ProviderBudget::default() };
    for routing in [
        Routing { money_per_day: Some(1_000_000), ..Routing::default() },
        Routing { money_per_month: Some(1_000_000), ..Routing::default() },
        Routing {
            budgets: vec![ProviderBudget { requests_per_day: Some(1), ..limit.clone() }],
            ..Routing::default()
        },
        Routing {
            budgets: vec![ProviderBudget { requests_per_minute: Some(1), ..limit }],
            ..Routing::default()
        },
    ] {
        assert_eq!(title_with(routing).await, ("Why two tides?".to_owned(), 0));
    }
}
