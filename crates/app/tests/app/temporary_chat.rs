//! A chat of which nothing remains, unless it is kept.

use parlance_app::App;
use parlance_domain::ConversationId;
use parlance_ipc::{
    ArtifactPlace, Attached, BeginUploadArgs, BranchOffArgs, ConversationArgs, ConversationParametersArgs,
    DraftArgs, EditArgs, ErrorCode, FileRefusal, ImageHostArgs, KeepArtifactArgs, MessageArgs, MessageState,
    ModelChoice, NoArgs, PartView, RegenerateArgs, SearchArgs, SendArgs, TurnStarted, UploadBegun, UsageArgs,
};
use parlance_testkit::{Response, sse};
use serde_json::json;

use crate::broken::sql;
use crate::support::*;

/// In no dictionary, and in nothing that Parlance writes by itself.
const SECRET_QUESTION: &str = "quixotryzzle";
const SECRET_ANSWER: &str = "flumberwick";

async fn begin(scene: &Scene) -> ConversationId {
    scene.app.begin_temporary(NoArgs {}).await.unwrap().id
}

async fn ask_in(scene: &Scene, conversation: ConversationId, text: &str) -> TurnStarted {
    let args =
        SendArgs { conversation: Some(conversation), text: text.into(), model: model(), overflow: None };
    scene.app.send_message(args).await.unwrap()
}

async fn talk_in(scene: &Scene, conversation: ConversationId, question: &str, answer: &str) -> TurnStarted {
    scene.server.respond(Response::events(sse::answer([answer])));
    let started = ask_in(scene, conversation, question).await;
    assert_eq!(answer_of(&scene.app, &started).await.state, MessageState::Complete);
    started
}

/// The files below the data folder in which the words are.
fn traces(scene: &Scene, words: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    let files = files(&scene.home.parlance());
    files.into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path.display().to_string()).collect()
}

async fn listed(app: &App) -> usize {
    app.list_conversations(NoArgs {}).await.unwrap().len()
}

#[tokio::test]
async fn nothing_of_it_is_ever_in_a_file() {
    let scene = Scene::new().await;
    scene.talk("an ordinary question", "an ordinary answer").await;
    assert!(!traces(&scene, "an ordinary question").is_empty(), "the search for traces finds nothing");

    let id = begin(&scene).await;
    let draft = DraftArgs { conversation: Some(id), text: SECRET_QUESTION.into() };
    scene.app.save_draft(draft).await.unwrap();
    assert_eq!(view(&scene.app, id).await.draft, SECRET_QUESTION);
    let started = ask_in(&scene, id, SECRET_QUESTION).await;
    // In the middle of an answer its journal is written.
    let mut exchange = scene.begin(&[SECRET_ANSWER, " and on"]).await;
    Words::of(&scene.app, &started).until("and on").await;
    assert_eq!(traces(&scene, SECRET_QUESTION), Vec::<String>::new());
    assert_eq!(traces(&scene, SECRET_ANSWER), Vec::<String>::new());
    exchange.send(format!("{}{}", sse::finish("stop"), sse::DONE)).await.unwrap();
    exchange.finish().await.unwrap();
    answer_of(&scene.app, &started).await;

    // Asked again, said in other words, deleted, brought back.
    let question = started.view.messages[0].id;
    scene.server.respond(Response::events(sse::answer([SECRET_ANSWER])));
    let again = RegenerateArgs { conversation: id, message: question, model: None, overflow: None };
    let started = scene.app.regenerate(again).await.unwrap();
    answer_of(&scene.app, &started).await;
    scene.server.respond(Response::events(sse::answer([SECRET_ANSWER])));
    let text = format!("{SECRET_QUESTION}?");
    let edit = EditArgs { conversation: id, message: question, text, model: model(), overflow: None };
    let started = scene.app.edit_question(edit).await.unwrap();
    answer_of(&scene.app, &started).await;
    let branch = MessageArgs { conversation: id, message: question };
    scene.app.trash_branch(branch.clone()).await.unwrap();
    scene.app.restore_branch(branch).await.unwrap();
    let parameters =
        parlance_domain::Parameters { system_prompt: Some(SECRET_QUESTION.into()), ..Default::default() };
    let set = ConversationParametersArgs { conversation: Some(id), parameters };
    scene.app.set_conversation_parameters(set).await.unwrap();

    assert_eq!(listed(&scene.app).await, 1);
    let found = scene.app.search(SearchArgs { query: SECRET_ANSWER.into() }).await.unwrap();
    assert_eq!(found.len(), 0);
    scene.app.close_temporary(ConversationArgs { conversation: id }).await.unwrap();
    scene.app.shut_down().await;
    assert_eq!(traces(&scene, SECRET_QUESTION), Vec::<String>::new());
    assert_eq!(traces(&scene, SECRET_ANSWER), Vec::<String>::new());
    let gone = scene.app.open_conversation(ConversationArgs { conversation: id }).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_it_took_is_counted_without_the_words() {
    let scene = Scene::new().await;
    let id = begin(&scene).await;
    talk_in(&scene, id, SECRET_QUESTION, SECRET_ANSWER).await;
    let used = scene.app.usage(UsageArgs { days: 1 }).await.unwrap();
    assert_eq!(used.iter().map(|entry| entry.calls).sum::<u64>(), 1);
    let by = scene.app.usage_by_conversation(UsageArgs { days: 1 }).await.unwrap();
    assert!(by.iter().all(|entry| entry.conversation.is_none()), "{by:?}");
}

#[tokio::test]
async fn a_kept_one_is_a_conversation_like_any_other() {
    let scene = Scene::new().await;
    let id = begin(&scene).await;
    let started = talk_in(&scene, id, "Which apples keep?", "Late ones.").await;
    let draft = DraftArgs { conversation: Some(id), text: "And pears?".into() };
    scene.app.save_draft(draft).await.unwrap();
    let before = view(&scene.app, id).await;
    let message = before.messages.last().unwrap().id;
    let place = ArtifactPlace { conversation: id, message, block: 0 };
    let change = KeepArtifactArgs { place, text: Some("<p>mine".into()) };
    scene.app.keep_artifact_edit(change).await.unwrap();
    let host = ImageHostArgs { conversation: id, host: "pictures.example".into(), shown: true };
    scene.app.set_image_host(host).await.unwrap();
    let kept = scene.app.keep_temporary(ConversationArgs { conversation: id }).await.unwrap();
    assert_eq!(scene.app.artifact_edit(place).await.unwrap().as_deref(), Some("<p>mine"));
    let hosts = scene.app.image_hosts(ConversationArgs { conversation: id }).await.unwrap();
    assert_eq!(hosts, ["pictures.example"]);
    assert_eq!((kept.id, kept.title.as_str(), kept.draft.as_str()), (id, "Which apples keep?", "And pears?"));
    assert_eq!(kept.messages, before.messages, "with what each of them took");
    assert_eq!(listed(&scene.app).await, 1);
    let found = scene.app.search(SearchArgs { query: "apples".into() }).await.unwrap();
    assert_eq!(found.len(), 1);
    let by = scene.app.usage_by_conversation(UsageArgs { days: 1 }).await.unwrap();
    assert_eq!(by.len(), 1);
    assert!(by[0].conversation.is_some(), "its call is its own now");
    // It goes on where it is.
    talk_in(&scene, id, "And pears?", "Hard ones.").await;
    assert_eq!(view(&scene.app, id).await.messages.len(), 4);
    let again = scene.app.keep_temporary(ConversationArgs { conversation: started.conversation }).await;
    assert_eq!(again.unwrap_err().code, ErrorCode::NotFound);
    scene.app.close_temporary(ConversationArgs { conversation: id }).await.unwrap();
    assert_eq!(listed(&scene.app).await, 1, "to close it takes nothing away any more");
}

#[tokio::test]
async fn what_is_on_disk_is_not_called_temporary_though_its_draft_is_not() {
    let scene = Scene::new().await;
    let id = begin(&scene).await;
    talk_in(&scene, id, "Which apples keep?", "Late ones.").await;
    let draft = DraftArgs { conversation: Some(id), text: "And pears?".into() };
    scene.app.save_draft(draft).await.unwrap();
    let refusal = "CREATE TRIGGER refuse BEFORE INSERT ON draft BEGIN SELECT raise(ABORT, 'no room'); END";
    sql(&scene.home.parlance(), refusal).await;
    let kept = scene.app.keep_temporary(ConversationArgs { conversation: id }).await.unwrap();
    assert_eq!(kept.draft, "And pears?", "it stays in the field");
    assert_eq!(listed(&scene.app).await, 1);
    scene.app.close_temporary(ConversationArgs { conversation: id }).await.unwrap();
    assert_eq!(view(&scene.app, id).await.messages.len(), 2);
}

#[tokio::test]
async fn it_is_not_kept_in_the_middle_of_an_answer_or_before_a_question() {
    let scene = Scene::new().await;
    let id = begin(&scene).await;
    let keep = async || scene.app.keep_temporary(ConversationArgs { conversation: id }).await;
    assert_eq!(keep().await.unwrap_err().code, ErrorCode::Invalid);
    let started = ask_in(&scene, id, SECRET_QUESTION).await;
    let _exchange = scene.begin(&["half"]).await;
    Words::of(&scene.app, &started).until("half").await;
    assert_eq!(keep().await.unwrap_err().code, ErrorCode::Busy);
    // To close it stops the answer.
    scene.app.close_temporary(ConversationArgs { conversation: id }).await.unwrap();
    assert_eq!(keep().await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(traces(&scene, SECRET_QUESTION), Vec::<String>::new());
}

#[tokio::test]
async fn what_it_cannot_do_is_said() {
    let scene = Scene::new().await;
    let id = begin(&scene).await;
    let started = talk_in(&scene, id, "apples?", "pears").await;
    let file = BeginUploadArgs { conversation: Some(id), name: "notes.txt".into(), size_bytes: 5 };
    let begun = scene.app.begin_upload(file).await.unwrap();
    assert!(matches!(begun, UploadBegun::Refused { reason: FileRefusal::Temporary }), "{begun:?}");
    let pasted = scene.app.attach_bytes(Some(id), "notes.txt", b"words".to_vec()).await.unwrap();
    assert!(matches!(pasted, Attached::Refused { reason: FileRefusal::Temporary }), "{pasted:?}");
    let message = started.view.messages[0].id;
    let off = BranchOffArgs { conversation: id, message, title: "Another".into() };
    let refused = scene.app.branch_off(off).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(refused.message.contains("Keep it first"), "{refused}");
}

#[tokio::test]
async fn one_that_is_begun_closes_the_one_before() {
    let scene = Scene::new().await;
    let first = begin(&scene).await;
    talk_in(&scene, first, "apples?", "pears").await;
    let second = begin(&scene).await;
    assert_ne!(first, second);
    let gone = scene.app.open_conversation(ConversationArgs { conversation: first }).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
    assert_eq!(view(&scene.app, second).await.messages.len(), 0);
}

#[tokio::test]
async fn a_picture_that_a_model_draws_in_it_is_in_memory_until_it_is_kept() {
    // 3 by 2 pixels.
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAFUlEQVR4nGM8ISfHwMDAwMDAxAADABMuAQhqwGVhAAAAAElFTkSuQmCC";
    let scene = Scene::new().await;
    let id = begin(&scene).await;
    let drawn = json!({ "created": 1, "data": [{ "b64_json": png }], "usage": { "input_tokens": 1, "output_tokens": 2 } });
    scene.server.respond(Response::json(200, drawn));
    let model = ModelChoice { provider: "openai".into(), model: "gpt-image-2".into() };
    let args = SendArgs { conversation: Some(id), text: "A lighthouse".into(), model, overflow: None };
    let started = scene.app.send_message(args).await.unwrap();
    let answer = answer_of(&scene.app, &started).await;
    let [PartView::Image(picture)] = answer.parts.as_slice() else { panic!("{answer:?}") };
    let (_, bytes) = scene.app.load_blob(picture.blob).await.unwrap();
    assert!(!scene.app.blob_file(picture.blob).exists());
    scene.app.keep_temporary(ConversationArgs { conversation: id }).await.unwrap();
    assert_eq!(std::fs::read(scene.app.blob_file(picture.blob)).unwrap(), bytes);
    assert_eq!(scene.app.load_blob(picture.blob).await.unwrap().1, bytes);
}
