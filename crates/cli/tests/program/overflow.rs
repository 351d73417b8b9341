//! Conversations that are too long for their model.

use parlance_testkit::{Response, ScriptedServer, Step, sse};
use serde_json::json;

use crate::shell::{Shell, last_message};

/// About 125 tokens, in one line.
fn long(topic: &str) -> String {
    format!("{topic} {}", "word ".repeat(120))
}

/// A server whose model takes two turns and no third, with the answers to these.
async fn small() -> ScriptedServer {
    let server = ScriptedServer::start().await.unwrap();
    let models = json!({ "data": [{ "id": "scripted", "context_length": 560 }] });
    server.route("/models", [Step::from(Response::json(200, models))]);
    for answer in ["first", "second"] {
        server.respond(Response::events(sse::answer([long(answer).as_str()])));
    }
    server
}

fn questions() -> String {
    format!("{}\n{}\nthree?\n", long("one"), long("two"))
}

/// The messages of each question that was sent.
fn sent(server: &ScriptedServer) -> Vec<usize> {
    let questions = server.requests().into_iter().filter(|request| request.method == "POST");
    questions.map(|request| request.json()["messages"].as_array().unwrap().len()).collect()
}

#[tokio::test]
async fn without_a_terminal_nobody_is_asked_and_the_chat_says_what_to_say() {
    let server = small().await;
    let shell = Shell::with(&server);
    let run = shell.run_with(&["chat", "--model", "scripted"], questions().as_bytes()).await.expect(1);
    assert!(run.stderr.contains("This conversation is too long: it has about "), "{}", run.stderr);
    assert!(run.stderr.contains("the model takes 560"), "{}", run.stderr);
    assert!(run.stderr.contains("--overflow trim, compact or all"), "{}", run.stderr);
    assert_eq!(sent(&server), [1, 3]);
}

#[tokio::test]
async fn what_is_left_out_is_said() {
    let server = small().await;
    server.respond(Response::events(sse::answer(["short"])));
    let shell = Shell::with(&server);
    let args = ["chat", "--model", "scripted", "--overflow", "trim"];
    let run = shell.run_with(&args, questions().as_bytes()).await.expect(0);
    assert!(
        run.stderr.contains("Left out, as the conversation is too long: the 2 oldest messages."),
        "{run:?}"
    );
    assert_eq!(sent(&server), [1, 3, 3]);
}

#[tokio::test]
async fn what_goes_as_a_summary_is_said_and_the_windows_setting_holds() {
    let server = small().await;
    server.respond(Response::events(sse::answer(["They spoke."])));
    server.respond(Response::events(sse::answer(["They spoke on."])));
    server.respond(Response::events(sse::answer(["short"])));
    let shell = Shell::with(&server);
    let folder = shell.home.parlance();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("preferences.json"), r#"{"settings":{"overflow":"compact"}}"#).unwrap();
    let run = shell.run_with(&["chat", "--model", "scripted"], questions().as_bytes()).await.expect(0);
    assert!(run.stderr.contains("Summarising the oldest messages."), "{run:?}");
    assert!(run.stderr.contains("Sent as a summary: the 4 oldest messages."), "{run:?}");
    assert!(run.stdout.ends_with("short\n"), "{run:?}");
}

#[tokio::test]
async fn all_of_it_goes_where_that_is_wished() {
    let server = small().await;
    server.respond(Response::events(sse::answer(["short"])));
    let shell = Shell::with(&server);
    let args = ["chat", "--model", "scripted", "--overflow", "all"];
    shell.run_with(&args, questions().as_bytes()).await.expect(0);
    assert_eq!(sent(&server), [1, 3, 5]);
    assert_eq!(last_message(&server.requests().pop().unwrap()), "three?");
}
