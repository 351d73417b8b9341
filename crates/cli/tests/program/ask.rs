//! `ask`, as scripts use it.

use std::net::TcpListener;

use crate::shell::{KEY, Shell, last_message, provider, provider_of};
use parlance_testkit::{AutoModel, AutoProvider, Ending, Response, ScriptedServer, Step, sse};

const MODEL: [&str; 2] = ["--model", "openai/scripted"];

fn ask<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&["ask"], words, &MODEL].concat()
}

#[tokio::test]
async fn a_pipe_gets_the_answer_to_the_letter() {
    let server = provider(["# Hel", "lo **there**\x1b[1m"]).await;
    let run = Shell::with(&server).run(&ask(&["Say", "hello"])).await.expect(0);
    assert_eq!(run.stdout, "# Hello **there**\x1b[1m\n");
    assert_eq!(run.stderr, "");
    assert_eq!(last_message(&server.request(0).await), "Say hello");
}

#[tokio::test]
async fn standard_input_stands_below_the_question() {
    let server = provider(["ok\n"]).await;
    let shell = Shell::with(&server);
    let run = shell.run_with(&ask(&["Sum up"]), b"one\n  two\n\n").await.expect(0);
    assert_eq!(run.stdout, "ok\n", "an answer that ends its line gets no second end");
    assert_eq!(last_message(&server.request(0).await), "Sum up\n\none\n  two");

    shell.run_with(&ask(&[]), b"only input").await.expect(0);
    assert_eq!(last_message(&server.request(1).await), "only input");

    let run = shell.run_with(&ask(&["Read"]), b"caf\xe9").await.expect(0);
    assert_eq!(last_message(&server.request(2).await), "Read\n\ncaf\u{fffd}");
    assert!(run.stderr.contains("not UTF-8"), "{run:?}");
}

#[tokio::test]
async fn json_is_one_event_a_line_and_ends_with_ended() {
    let server = ScriptedServer::start().await.unwrap();
    let body = [
        sse::reasoning("hmm"),
        sse::text("a\n"),
        sse::text("b"),
        sse::finish("stop"),
        sse::usage(7, 2),
        sse::DONE.into(),
    ];
    server.respond(Response::events(body.concat()));
    let shell = Shell::with(&server);
    let run = shell.run(&[&ask(&["Think"])[..], &["--json"]].concat()).await.expect(0);
    let events = run.events();
    let deltas = |kind: &str| -> String {
        events
            .iter()
            .filter(|event| event["type"] == kind)
            .map(|event| event["delta"].as_str().unwrap())
            .collect()
    };
    assert_eq!(events[0]["type"], "started");
    assert_eq!((&events[0]["provider"], &events[0]["model"]), (&"openai".into(), &"scripted".into()));
    assert_eq!(events[0]["conversation"], shell.conversations().await[0]["id"]);
    assert_eq!((deltas("text"), deltas("reasoning")), ("a\nb".to_owned(), "hmm".to_owned()));
    let ended = events.last().unwrap();
    assert_eq!((&ended["type"], &ended["state"]), (&"ended".into(), &"complete".into()));
    assert_eq!((&ended["error"], &ended["exit_code"]), (&serde_json::Value::Null, &0.into()));
    assert_eq!((&ended["stats"]["input_tokens"], &ended["stats"]["output_tokens"]), (&7.into(), &2.into()));
}

#[tokio::test]
async fn what_a_model_thinks_does_not_reach_a_pipe() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::events(format!("{}{}", sse::reasoning("secret plan"), sse::answer(["42"]))));
    let run = Shell::with(&server).run(&ask(&["Think"])).await.expect(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("42\n", ""));
}

#[tokio::test]
async fn a_wrong_and_a_missing_key_are_told_from_other_failures() {
    let server = provider(["never"]).await;
    let mut shell = Shell::with(&server);
    shell.set("OPENAI_API_KEY", "sk-wrong-key-0002");
    let run = shell.run(&ask(&["Hello"])).await.expect(3);
    assert_eq!(run.stdout, "");
    assert!(!run.stderr.is_empty() && !run.stderr.contains("sk-wrong"), "{run:?}");
    // Without --model the list of models is what is refused.
    shell.run(&["ask", "Hello", "--no-save"]).await.expect(3);

    shell.set("OPENAI_API_KEY", "");
    let run = shell.run(&[&ask(&["Hello"])[..], &["--json"]].concat()).await.expect(3);
    let events = run.events();
    let ended = events.last().unwrap();
    assert_eq!((&ended["error"]["code"], &ended["exit_code"]), (&"key".into(), &3.into()));
}

#[tokio::test]
async fn an_endpoint_that_nobody_serves_is_a_network_failure() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/v1");
    let shell = Shell::new();
    shell.run(&["ask", "Hello", "--base-url", &url, "--model", "m"]).await.expect(4);
    let run = shell.run(&["ask", "Hello", "--base-url", &url, "--json"]).await.expect(4);
    assert_eq!(run.events().last().unwrap()["error"]["code"], "network");
}

#[tokio::test]
async fn a_stream_without_its_end_is_no_success() {
    let server = provider_of(AutoModel {
        ending: Ending::Truncate,
        ..AutoModel::new("scripted", ["half an ", "ans"])
    })
    .await;
    let shell = Shell::with(&server);
    let run = shell.run(&ask(&["Hello"])).await.expect(1);
    assert_eq!(run.stdout, "half an ans\n");
    assert!(!run.stderr.is_empty(), "{run:?}");
    let run = shell.run(&[&ask(&["Hello"])[..], &["--json"]].concat()).await.expect(1);
    assert_eq!(run.events().last().unwrap()["state"], "interrupted");
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_its_failure() {
    let server = provider(["x"]).await;
    let run = Shell::with(&server).run(&["ask", "Hello", "--model", "openai/unknown"]).await.expect(1);
    assert!(run.stderr.contains("unknown"), "{run:?}");
}

#[tokio::test]
async fn no_save_writes_nothing() {
    let server = provider(["Hello."]).await;
    let shell = Shell::with(&server);
    let run = shell.run(&[&ask(&["Keep no word"])[..], &["--no-save"]].concat()).await.expect(0);
    assert_eq!(run.stdout, "Hello.\n");
    let files = std::fs::read_dir(shell.home.parlance()).unwrap().count();
    assert_eq!(files, 0, "a data folder without a history gets none");

    shell.run(&ask(&["Keep this"])).await.expect(0);
    let run =
        shell.run(&[&["ask", "Keep no word", "--no-save", "--json"], &MODEL[..]].concat()).await.expect(0);
    assert!(run.events()[0]["conversation"].is_null(), "{run:?}");
    let conversations = shell.conversations().await;
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0]["title"], "Keep this");
    // The model that was used last is known all the same.
    let run = shell.run(&["ask", "Again", "--no-save"]).await.expect(0);
    assert_eq!(run.stdout, "Hello.\n");
    assert!(run.stderr.contains("openai/scripted"), "{run:?}");
}

#[tokio::test]
async fn the_guide_answers_without_a_key() {
    let shell = Shell::new();
    let run = shell.run(&["ask", "How do I add a key?"]).await.expect(0);
    assert!(run.stdout.contains("key"), "{run:?}");
    assert!(run.stderr.contains("Guide"), "{run:?}");
    let run = shell.run(&["ask", "How do I add a key?", "--model", "guide"]).await.expect(0);
    assert_eq!(run.stderr, "", "what was asked for needs no word");
}

#[tokio::test]
async fn the_model_is_found_by_what_is_known() {
    let server = provider(["ok"]).await;
    let shell = Shell::with(&server);
    let run = shell.run(&["ask", "First", "--model", "guide"]).await.expect(0);
    assert!(run.stdout.len() > 3, "{run:?}");
    // A key, and nothing used before but the Guide: the first model of the provider with the key.
    let run = shell.run(&["ask", "Second"]).await.expect(0);
    assert_eq!(run.stdout, "ok\n");
    assert!(run.stderr.contains("openai/scripted"), "{run:?}");
    // An id that one provider serves, then the one used last.
    shell.run(&["ask", "Third", "--model", "scripted"]).await.expect(0);
    let asked = server.requests().len();
    shell.run(&["ask", "Fourth"]).await.expect(0);
    assert_eq!(server.requests().len(), asked + 1, "the model used last needs no list");

    let run = shell.run(&["ask", "Fifth", "--model", "no-such-model"]).await.expect(2);
    assert!(run.stderr.contains("no-such-model"), "{run:?}");
}

#[tokio::test]
async fn a_server_of_ones_own_needs_its_address_alone() {
    let server = provider(["from my server"]).await;
    let mut shell = Shell::new();
    shell.set("MY_KEY", KEY);
    let url = format!("{}/", server.base_url());
    let own = ["ask", "Hello", "--base-url", &url, "--key-env", "MY_KEY"];
    let run = shell.run(&own).await.expect(0);
    assert_eq!(run.stdout, "from my server\n");
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.bearer() == Some(KEY)), "{requests:?}");
    // It was for that call: the next one without it does not look for it.
    let run = shell.run(&["ask", "How do I add a key?"]).await.expect(0);
    assert!(run.stderr.contains("Guide"), "{run:?}");
    assert_eq!(server.requests().len(), requests.len());

    let models = ["a", "b"].map(|id| AutoModel::new(id, ["x"])).to_vec();
    let server = ScriptedServer::auto(AutoProvider { models, key: None }).await.unwrap();
    let run = shell.run(&["ask", "Hello", "--base-url", &server.base_url()]).await.expect(2);
    assert!(run.stderr.contains("a, b"), "{run:?}");
    shell.run(&["ask", "Hello", "--base-url", &server.base_url(), "-m", "b"]).await.expect(0);
}

#[tokio::test]
async fn wrong_usage_is_said_before_anything_is_asked() {
    let shell = Shell::new();
    for args in [
        &["ask"][..],
        &["ask", "   "],
        &["ask", "Hello", "--base-url", "localhost:8080", "--model", "m"],
        &["ask", "Hello", "--base-url", "ftp://host/v1", "--model", "m"],
        &["ask", "Hello", "--no-such-flag"],
        &["ask", "Hello", "--key-env", "X"],
        &["search"],
        &["chat", "--continue=no-id"],
        &["chat", "--continue"],
        &[],
    ] {
        let run = shell.run(args).await.expect(2);
        assert!(!run.stderr.is_empty(), "{args:?}");
    }
    let run = shell.run(&["ask", "--json"]).await.expect(2);
    assert_eq!(run.events().last().unwrap()["exit_code"], 2);
}

#[tokio::test]
async fn a_data_folder_that_is_none_is_a_failure_of_the_disk() {
    let mut shell = Shell::new();
    let file = shell.home.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    shell.set("PARLANCE_HOME", file);
    for args in [&["ask", "Hello", "--model", "guide"][..], &["conversations"], &["search", "x"], &["chat"]] {
        let run = shell.run(args).await.expect(5);
        assert!(!run.stderr.is_empty(), "{args:?}");
    }
}

#[tokio::test]
async fn help_documents_the_exit_codes() {
    let run = Shell::new().run(&["--help"]).await.expect(0);
    for words in ["Exit codes", "130", "141", "PARLANCE_HOME"] {
        assert!(run.stdout.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_picture_is_the_path_of_its_file() {
    const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAAC";
    let server = ScriptedServer::start().await.unwrap();
    let drawn = serde_json::json!({ "data": [{ "b64_json": PNG }] });
    server.route("/images/generations", [Step::from(Response::json(200, drawn))]);
    let shell = Shell::with(&server);
    let draw = ["ask", "A cat", "--model", "openai/gpt-image-2"];
    let run = shell.run(&draw).await.expect(0);
    let bytes = std::fs::read(run.stdout.strip_suffix('\n').unwrap()).unwrap();
    assert_eq!((&bytes[1..4], bytes.len()), (b"PNG".as_slice(), 24));

    let run = shell.run(&[&draw[..], &["--json"]].concat()).await.expect(0);
    let told = run.events().into_iter().find(|event| event["type"] == "picture").unwrap();
    assert_eq!(told["alt"], "A cat");
    assert_eq!(std::fs::read(told["file"].as_str().unwrap()).unwrap(), bytes);

    let run = shell.run(&[&draw[..], &["--no-save"]].concat()).await.expect(0);
    assert!(run.stderr.contains("without --no-save"), "{run:?}");
    assert!(!std::path::Path::new(run.stdout.trim_end()).exists());
}
