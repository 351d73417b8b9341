//! The tree of a conversation as a person changes it.

use parlance_domain::{ConversationId, MessageId};
use parlance_ipc::{
    BranchOffArgs, CompareArgs, ComparisonStarted, ContinueArgs, ConversationArgs, ConversationView,
    DraftArgs, EditArgs, ErrorCode, MessageArgs, MessageState, MessageView, ModelChoice, RegenerateArgs,
    SendArgs, TrashedBranchesArgs, TurnStarted,
};
use parlance_testkit::{Exchange, Response, sse};

use crate::support::*;

fn edit(started: &TurnStarted, message: MessageId, text: &str) -> EditArgs {
    let conversation = started.conversation;
    EditArgs { conversation, message, text: text.into(), model: model(), overflow: None }
}

fn args(conversation: ConversationId, message: MessageId) -> MessageArgs {
    MessageArgs { conversation, message }
}

fn sources(messages: &[MessageView]) -> Vec<&str> {
    messages.iter().map(|message| message.source.as_str()).collect()
}

#[tokio::test]
async fn an_edited_question_is_a_version_beside_the_first_and_answered_anew() {
    let scene = Scene::new().await;
    let first = scene.talk("apples?", "pears").await;
    let question = first.view.messages[0].id;
    let draft = DraftArgs { conversation: Some(first.conversation), text: "half a thought".into() };
    scene.app.save_draft(draft).await.unwrap();
    scene.server.respond(Response::events(sse::answer(["quinces"])));
    let started = scene.app.edit_question(edit(&first, question, "figs?")).await.unwrap();
    answer_of(&scene.app, &started).await;

    let view = scene.view(&first).await;
    assert_eq!(sources(&view.messages), ["figs?", "quinces"]);
    assert_eq!((view.messages[0].siblings.index, view.messages[0].siblings.ids.len()), (1, 2));
    assert_eq!(view.draft, "half a thought", "the composer is not what was sent");
    let sent = scene.server.request(1).await.json();
    assert_eq!(sent["messages"].as_array().unwrap().len(), 1, "the other version was sent along: {sent}");

    let back = scene.app.select_sibling(args(first.conversation, question)).await.unwrap();
    assert_eq!(sources(&back.messages), ["apples?", "pears"]);
}

#[tokio::test]
async fn an_edit_that_cannot_be_is_refused_and_changes_nothing() {
    let scene = Scene::new().await;
    let first = scene.talk("apples?", "pears").await;
    let [question, answer] = [first.view.messages[0].id, first.view.messages[1].id];
    for (message, text, code) in [
        (question, "  ", ErrorCode::Invalid),
        (answer, "another answer", ErrorCode::Invalid),
        (MessageId::new(), "?", ErrorCode::NotFound),
    ] {
        let refused = scene.app.edit_question(edit(&first, message, text)).await.unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
    let other = scene.talk("elsewhere", "there").await;
    let refused = scene.app.edit_question(edit(&other, question, "figs?")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "a question of another conversation");
    assert_eq!(sources(&scene.view(&first).await.messages), ["apples?", "pears"]);
}

#[tokio::test]
async fn a_deleted_branch_is_not_sent_and_comes_back() {
    let scene = Scene::new().await;
    let first = scene.talk("apples?", "pears").await;
    let answer = first.view.messages[1].id;
    let left = scene.app.trash_branch(args(first.conversation, answer)).await.unwrap();
    assert_eq!(sources(&left.messages), ["apples?"]);
    let trash = scene.app.trashed_branches(TrashedBranchesArgs { conversation: None }).await.unwrap();
    assert_eq!((trash[0].message, trash[0].excerpt.as_str(), trash[0].messages), (answer, "pears", 1));

    // The question that stands alone is asked once more.
    scene.server.respond(Response::events(sse::answer(["plums"])));
    let again = RegenerateArgs {
        conversation: first.conversation,
        message: left.messages[0].id,
        model: None,
        overflow: None,
    };
    let started = scene.app.regenerate(again).await.unwrap();
    assert_eq!(answer_of(&scene.app, &started).await.siblings.ids.len(), 1, "the trash counts as a version");
    let sent = scene.server.request(1).await.json().to_string();
    assert!(sent.contains("apples?") && !sent.contains("pears"), "{sent}");

    let back = scene.app.restore_branch(args(first.conversation, answer)).await.unwrap();
    assert_eq!(sources(&back.messages), ["apples?", "pears"]);
    assert_eq!(back.messages[1].siblings.ids.len(), 2);
}

#[tokio::test]
async fn a_turn_in_a_branch_that_is_deleted_is_stopped_and_keeps_its_words() {
    let scene = Scene::new().await;
    let (started, _exchange) = scene.in_the_middle(&["half an answer"]).await;
    let mut words = Words::of(&scene.app, &started);
    words.until("half an answer").await;
    let question = started.view.messages[0].id;
    let left = scene.app.trash_branch(args(started.conversation, question)).await.unwrap();
    assert!(left.messages.is_empty());
    let back = scene.app.restore_branch(args(started.conversation, question)).await.unwrap();
    assert_eq!(sources(&back.messages), ["question", "half an answer"]);
    assert_eq!(back.messages[1].state, MessageState::Interrupted);
}

#[tokio::test]
async fn a_path_becomes_a_conversation_that_goes_on_by_itself() {
    let scene = Scene::new().await;
    let first = scene.talk("apples?", "pears").await;
    let branch = |message, title: &str| BranchOffArgs {
        conversation: first.conversation,
        message,
        title: title.into(),
    };
    let made = scene.app.branch_off(branch(first.view.messages[1].id, "Branch: apples?")).await.unwrap();
    assert_ne!(made.id, first.conversation);
    assert_eq!((made.title.as_str(), made.model), ("Branch: apples?", Some(model())));
    assert_eq!(sources(&made.messages), ["apples?", "pears"]);
    assert!(made.messages.iter().zip(&first.view.messages).all(|(copy, old)| copy.id != old.id));
    scene.server.respond(Response::events(sse::answer(["plums"])));
    let next = SendArgs { conversation: Some(made.id), text: "and?".into(), model: model(), overflow: None };
    let started = scene.app.send_message(next).await.unwrap();
    answer_of(&scene.app, &started).await;
    assert_eq!(scene.view(&started).await.messages.len(), 4);
    assert_eq!(scene.view(&first).await.messages.len(), 2, "the first goes on, too");
    assert_eq!(
        scene.app.branch_off(branch(MessageId::new(), " ")).await.unwrap_err().code,
        ErrorCode::Invalid
    );
}

/// A question to these models; the requests, in the order in which they came.
async fn compare(scene: &Scene, models: &[&str]) -> (ComparisonStarted, Vec<Exchange>) {
    let choice = |name: &&str| ModelChoice { provider: "openai".into(), model: (*name).into() };
    let mut choices = models.iter().map(choice);
    let question = SendArgs {
        conversation: None,
        text: "which?".into(),
        model: choices.next().unwrap(),
        overflow: None,
    };
    let started = scene
        .app
        .compare(CompareArgs { question, others: choices.collect(), files: Vec::new() })
        .await
        .unwrap();
    let mut exchanges = Vec::new();
    for _ in models {
        let mut exchange = scene.server.exchange().await.unwrap();
        exchange.respond(&Response::events("")).await.unwrap();
        exchanges.push(exchange);
    }
    (started, exchanges)
}

fn answers(view: &ConversationView) -> &[MessageView] {
    &view.comparison.as_ref().unwrap().answers
}

async fn ended(scene: &Scene, started: &ComparisonStarted) -> ConversationView {
    for turn in &started.turns {
        let started =
            TurnStarted { turn: *turn, conversation: started.conversation, view: started.view.clone() };
        // One that is over cannot be watched.
        let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
        if scene.app.watch_text(started.turn, sender).is_ok() {
            while events.recv().await.is_some() {}
        }
    }
    view(&scene.app, started.conversation).await
}

#[tokio::test]
async fn four_models_answer_beside_each_other_and_one_is_picked() {
    let scene = Scene::new().await;
    let models = ["one", "two", "three", "four"];
    let (started, exchanges) = compare(&scene, &models).await;
    assert_eq!(sources(&started.view.messages), ["which?"]);
    let turns: Vec<_> = answers(&started.view).iter().map(|answer| answer.turn.unwrap()).collect();
    assert_eq!(turns, started.turns);
    let asked: Vec<_> =
        answers(&started.view).iter().map(|answer| answer.model.clone().unwrap().model).collect();
    assert_eq!(asked, models);

    // While they write nothing else begins.
    let next = SendArgs {
        conversation: Some(started.conversation),
        text: "and?".into(),
        model: model(),
        overflow: None,
    };
    assert_eq!(scene.app.send_message(next.clone()).await.unwrap_err().code, ErrorCode::Busy);
    for mut exchange in exchanges {
        let words = format!("by {}", exchange.request.json()["model"].as_str().unwrap());
        exchange.send(format!("{}{}{}", sse::text(&words), sse::finish("stop"), sse::DONE)).await.unwrap();
    }
    let view = ended(&scene, &started).await;
    assert_eq!(sources(answers(&view)), ["by one", "by two", "by three", "by four"]);
    let records = scene.app.usage_csv(parlance_ipc::UsageArgs { days: 1 }).await.unwrap();
    assert_eq!(records.lines().count(), 5, "each is counted as its own: {records}");

    let refused = scene.app.send_message(next.clone()).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (ErrorCode::Invalid, "Choose first with which of the answers you go on.")
    );
    let third = answers(&view)[2].id;
    let picked = scene.app.pick_answer(args(started.conversation, third)).await.unwrap();
    assert_eq!(sources(&picked.messages), ["which?", "by three"]);
    assert!(picked.comparison.is_none());
    assert_eq!((picked.messages[1].siblings.index, picked.messages[1].siblings.ids.len()), (2, 4));
    assert_eq!(picked.model.unwrap().model, "three");
    scene.server.respond(Response::events(sse::answer(["more"])));
    let started = scene.app.send_message(next).await.unwrap();
    answer_of(&scene.app, &started).await;
    let sent = scene.server.request(4).await.json().to_string();
    assert!(sent.contains("by three") && !sent.contains("by two"), "{sent}");
}

#[tokio::test]
async fn who_fails_in_a_comparison_is_asked_again_beside_the_others() {
    let scene = Scene::new().await;
    let (started, mut exchanges) = compare(&scene, &["one", "two"]).await;
    exchanges.sort_by_key(|exchange| exchange.request.json()["model"].to_string());
    let mut two = exchanges.pop().unwrap();
    let mut one = exchanges.pop().unwrap();
    one.send(sse::text("half")).await.unwrap();
    drop(one);
    let watched = TurnStarted {
        turn: started.turns[0],
        conversation: started.conversation,
        view: started.view.clone(),
    };
    Words::of(&scene.app, &watched).end().await;
    let message = answers(&started.view)[0].id;
    let again = ContinueArgs { conversation: started.conversation, message, overflow: None };
    scene.server.respond(Response::events(sse::answer([" and the rest"])));
    let resumed = scene.app.continue_message(again).await.unwrap();
    assert_eq!(answers(&resumed.view)[0].turn, Some(resumed.turn));
    two.send(format!("{}{}{}", sse::text("that"), sse::finish("stop"), sse::DONE)).await.unwrap();
    let turns = vec![resumed.turn, started.turns[1]];
    let view = ended(&scene, &ComparisonStarted { turns, ..started }).await;
    assert_eq!(answers(&view)[0].id, message, "it keeps its place");
    assert_eq!(sources(answers(&view)), ["half and the rest", "that"]);
}

#[tokio::test]
async fn whoever_is_picked_in_the_middle_goes_on_and_the_others_are_stopped() {
    let scene = Scene::new().await;
    let (started, mut exchanges) = compare(&scene, &["one", "two"]).await;
    exchanges.sort_by_key(|exchange| exchange.request.json()["model"].to_string());
    for exchange in &mut exchanges {
        exchange.send(sse::text("begun ")).await.unwrap();
    }
    let [one, two] = [0, 1].map(|index| TurnStarted {
        turn: started.turns[index],
        conversation: started.conversation,
        view: started.view.clone(),
    });
    Words::of(&scene.app, &two).until("begun").await;
    let mut words = Words::of(&scene.app, &one);
    let first = answers(&started.view)[0].id;
    let picked = scene.app.pick_answer(args(started.conversation, first)).await.unwrap();
    assert_eq!(picked.messages[1].state, MessageState::Streaming);
    exchanges[0].send(format!("{}{}{}", sse::text("ended"), sse::finish("stop"), sse::DONE)).await.unwrap();
    assert_eq!(words.end().await.0, MessageState::Complete);
    let view = view(&scene.app, started.conversation).await;
    assert_eq!(view.messages[1].source, "begun ended");
    let other = view.messages[1].siblings.ids[1];
    let other = scene.app.select_sibling(args(started.conversation, other)).await.unwrap();
    assert_eq!(
        (other.messages[1].source.as_str(), other.messages[1].state),
        ("begun ", MessageState::Interrupted)
    );
}

#[tokio::test]
async fn a_comparison_has_two_to_four_models() {
    let scene = Scene::new().await;
    for others in [0, 4] {
        let question = SendArgs { conversation: None, text: "which?".into(), model: model(), overflow: None };
        let args = CompareArgs { question, others: vec![model(); others], files: Vec::new() };
        assert_eq!(scene.app.compare(args).await.unwrap_err().code, ErrorCode::Invalid);
    }
    assert!(scene.server.requests().is_empty());
}

#[tokio::test]
async fn the_map_holds_every_version_and_no_trash() {
    let scene = Scene::new().await;
    let first = scene.talk("apples?", "pears\nand more").await;
    let question = first.view.messages[0].id;
    scene.server.respond(Response::events(sse::answer(["quinces"])));
    let second = scene.app.edit_question(edit(&first, question, "figs?")).await.unwrap();
    let answer = answer_of(&scene.app, &second).await;
    let conversation = ConversationArgs { conversation: first.conversation };
    let map = scene.app.conversation_map(conversation.clone()).await.unwrap();
    let said: Vec<_> = map.entries.iter().map(|entry| entry.excerpt.as_str()).collect();
    assert_eq!(said, ["apples?", "pears and more", "figs?", "quinces"]);
    assert_eq!((map.leaf, map.entries[3].parent), (Some(answer.id), Some(map.entries[2].id)));
    scene.app.trash_branch(args(first.conversation, question)).await.unwrap();
    let map = scene.app.conversation_map(conversation).await.unwrap();
    assert_eq!(map.entries.len(), 2);
}
