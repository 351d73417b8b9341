//! Ctrl-C, and a reader that goes away.

use std::process::Stdio;

use crate::shell::Shell;
use parlance_testkit::{Exchange, Response, ScriptedServer, sse};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdout, Command};

/// A running `ask` that has printed the first words of an answer that is not over.
async fn in_the_middle(
    shell: &Shell,
    server: &ScriptedServer,
    json: bool,
) -> (Child, ChildStdout, String, Exchange) {
    let args = ["ask", "Hello", "--model", "openai/scripted", "--json"];
    let mut child = shell.command(&args[..if json { 5 } else { 4 }]).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut exchange = server.exchange().await.unwrap();
    exchange.respond(&Response::events("")).await.unwrap();
    exchange.send(sse::text("first words")).await.unwrap();
    let mut seen = String::new();
    while !seen.contains("first words") {
        let mut bytes = [0; 256];
        let count = stdout.read(&mut bytes).await.unwrap();
        assert_ne!(count, 0, "{seen:?}");
        seen += std::str::from_utf8(&bytes[..count]).unwrap();
    }
    (child, stdout, seen, exchange)
}

async fn interrupt(child: &Child) {
    let kill = format!("kill -INT {}", child.id().unwrap());
    assert!(Command::new("sh").args(["-c", &kill]).status().await.unwrap().success());
}

#[tokio::test]
async fn ctrl_c_keeps_what_came() {
    let server = ScriptedServer::start().await.unwrap();
    let shell = Shell::with(&server);
    let (mut child, mut stdout, mut seen, mut exchange) = in_the_middle(&shell, &server, false).await;
    interrupt(&child).await;
    stdout.read_to_string(&mut seen).await.unwrap();
    assert_eq!(seen, "first words\n");
    assert_eq!(child.wait().await.unwrap().code(), Some(130));
    // The provider is told to stop as well.
    exchange.closed().await;
    let hits = shell.run(&["search", "first", "--json"]).await.expect(0).json();
    assert_eq!(hits.as_array().unwrap().len(), 1, "{hits}");
}

#[tokio::test]
async fn ctrl_c_is_told_to_scripts() {
    let server = ScriptedServer::start().await.unwrap();
    let shell = Shell::with(&server);
    let (mut child, mut stdout, mut seen, _exchange) = in_the_middle(&shell, &server, true).await;
    interrupt(&child).await;
    stdout.read_to_string(&mut seen).await.unwrap();
    let ended: serde_json::Value = serde_json::from_str(seen.lines().last().unwrap()).unwrap();
    assert_eq!((&ended["type"], &ended["state"]), (&"ended".into(), &"interrupted".into()));
    assert_eq!(ended["exit_code"], 130);
    assert_eq!(child.wait().await.unwrap().code(), Some(130));
}

#[tokio::test]
async fn a_reader_that_goes_away_ends_it_quietly() {
    let server = ScriptedServer::start().await.unwrap();
    let shell = Shell::with(&server);
    let (mut child, stdout, _, mut exchange) = in_the_middle(&shell, &server, false).await;
    drop(stdout);
    exchange.send(sse::text("words that nobody reads")).await.unwrap();
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).await.unwrap();
    assert_eq!(stderr, "");
    assert_eq!(child.wait().await.unwrap().code(), Some(141));
    let hits = shell.run(&["search", "nobody", "--json"]).await.expect(0).json();
    assert_eq!(hits.as_array().unwrap().len(), 1, "what came is in the history: {hits}");
}

#[tokio::test]
async fn lists_end_quietly_too() {
    let shell = Shell::new();
    for question in ["one", "two"] {
        shell.run(&["ask", question, "--model", "guide"]).await.expect(0);
    }
    let mut command = shell.command(&["conversations"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut child = command.stdout(Stdio::from(writer)).spawn().unwrap();
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).await.unwrap();
    assert_eq!((child.wait().await.unwrap().code(), stderr.as_str()), (Some(141), ""));
}

#[tokio::test]
async fn ctrl_c_ends_a_chat_that_reads_from_a_pipe() {
    let shell = Shell::new();
    let mut child = shell.command(&["chat", "--model", "guide"]).stdin(Stdio::piped()).spawn().unwrap();
    // Waiting for the child would close it, and the end of the input ends a chat as well.
    let _stdin = child.stdin.take();
    let mut stderr = child.stderr.take().unwrap();
    let mut seen = String::new();
    while !seen.contains("Ctrl-D leaves") {
        let mut bytes = [0; 256];
        let count = stderr.read(&mut bytes).await.unwrap();
        assert_ne!(count, 0, "{seen:?}");
        seen += std::str::from_utf8(&bytes[..count]).unwrap();
    }
    interrupt(&child).await;
    assert_eq!(child.wait().await.unwrap().code(), Some(130));
}
