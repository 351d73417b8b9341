//! The program in a real pseudo-terminal.

use crate::shell::{PROGRAM, Shell, last_message, provider};
use parlance_testkit::{Response, ScriptedServer, Step, sse};
use pty_process::{Command, Pty};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Child;

struct Terminal {
    pty: Pty,
    child: Child,
    /// Everything that was shown so far.
    screen: String,
    /// Up to where it was looked at.
    looked: usize,
}

impl Terminal {
    fn start(shell: &Shell, args: &[&str]) -> Self {
        let (pty, pts) = pty_process::open().unwrap();
        pty.resize(pty_process::Size::new(24, 80)).unwrap();
        let command = Command::new(PROGRAM).args(args).env_clear().envs(shell.env.iter().cloned());
        let child = command.kill_on_drop(true).spawn(pts).unwrap();
        Self { pty, child, screen: String::new(), looked: 0 }
    }

    async fn type_in(&mut self, keys: &str) {
        self.pty.write_all(keys.as_bytes()).await.unwrap();
    }

    /// Reads on; false when the program has closed the terminal.
    async fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        // Linux ends the stream of a terminal that nobody holds any more with an error.
        let count = self.pty.read(&mut bytes).await.unwrap_or(0);
        self.screen += &String::from_utf8_lossy(&bytes[..count]);
        count > 0
    }

    /// Waits until `words` are shown after those that were waited for before.
    async fn until(&mut self, words: &str) {
        loop {
            if let Some(at) = self.screen[self.looked..].find(words) {
                self.looked += at + words.len();
                return;
            }
            assert!(self.read().await, "{words:?} in {:?}", self.screen);
        }
    }

    /// Waits until what is typed is not shown.
    async fn until_hidden(&self) {
        use rustix::termios::{LocalModes, tcgetattr};
        while tcgetattr(&self.pty).unwrap().local_modes.contains(LocalModes::ECHO) {
            tokio::task::yield_now().await;
        }
    }

    /// Answers a question for a passphrase.
    async fn enter(&mut self, question: &str, passphrase: &str) {
        self.until(question).await;
        self.until_hidden().await;
        self.type_in(&format!("{passphrase}\n")).await;
    }

    async fn end(mut self) -> (Option<i32>, String) {
        while self.read().await {}
        (self.child.wait().await.unwrap().code(), self.screen)
    }
}

const ATTACK: &str =
    "\x1b]0;owned\x07 \x1b[2J\u{9b}1m `\x1b[31m` **bold** \r\n```text\n\x1b]52;c;aGk=\x07\n```\n";

#[tokio::test]
async fn markdown_is_drawn_and_foreign_sequences_are_not_obeyed() {
    let server = provider([ATTACK]).await;
    let shell = Shell::with(&server);
    let args = ["ask", "Hello", "--model", "openai/scripted"];
    let (code, screen) = Terminal::start(&shell, &args).end().await;
    assert_eq!(code, Some(0), "{screen:?}");
    assert!(screen.contains("\x1b[1mbold\x1b[0m"), "{screen:?}");
    for sequence in ["\x1b]", "\x1b[2J", "\x1b[31m`", "\u{9b}", "\x07"] {
        assert!(!screen.contains(sequence), "{sequence:?} in {screen:?}");
    }
    assert!(screen.contains("␛]0;owned␇") && screen.contains("␛]52;c;aGk=␇"), "{screen:?}");
}

#[tokio::test]
async fn no_escape_sequence_where_none_is_wanted() {
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let server = provider([ATTACK]).await;
        let mut shell = Shell::with(&server);
        shell.set(name, value);
        let (code, screen) =
            Terminal::start(&shell, &["ask", "Hello", "--model", "openai/scripted"]).end().await;
        assert_eq!(code, Some(0), "{screen:?}");
        assert!(!screen.contains('\x1b') && screen.contains("**bold**"), "{name}: {screen:?}");
    }
}

#[tokio::test]
async fn thoughts_are_dim_and_apart() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::events(format!("{}{}", sse::reasoning("hmm\x1b[2J"), sse::answer(["42"]))));
    let shell = Shell::with(&server);
    let (_, screen) = Terminal::start(&shell, &["ask", "Think", "--model", "openai/scripted"]).end().await;
    assert_eq!(screen, "\x1b[2mhmm␛[2J\x1b[0m\r\n\r\n42\r\n");
}

#[tokio::test]
async fn errors_of_a_provider_are_neutral_too() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::error(400, "bad", "no \x1b]0;owned\x07 way"));
    let shell = Shell::with(&server);
    let (code, screen) = Terminal::start(&shell, &["ask", "Hello", "--model", "openai/scripted"]).end().await;
    assert_eq!(code, Some(1), "{screen:?}");
    assert!(!screen.contains('\x07') && !screen.contains("\x1b]"), "{screen:?}");
}

#[tokio::test]
async fn a_passphrase_is_asked_for_and_not_shown() {
    let shell = Shell::new();
    let out = shell.home.path().join("out");
    let out = out.to_str().unwrap();
    let mut terminal = Terminal::start(&shell, &["export", "all", out, "--sealed"]);
    terminal.enter("Passphrase: ", "correct horse").await;
    terminal.enter("The same again: ", "correct horse").await;
    let (code, screen) = terminal.end().await;
    assert_eq!(code, Some(0), "{screen:?}");
    assert!(!screen.contains("horse") && screen.contains("parlance-history.zip.age"), "{screen:?}");

    let mut terminal = Terminal::start(&shell, &["export", "all", out, "--sealed"]);
    terminal.enter("Passphrase: ", "correct horse").await;
    terminal.enter("The same again: ", "another horse").await;
    let (code, screen) = terminal.end().await;
    assert!(code == Some(2) && screen.contains("differ"), "{screen:?}");

    let sealed = format!("{out}/parlance-history.zip.age");
    let mut terminal = Terminal::start(&shell, &["restore", &sealed]);
    terminal.enter("Passphrase of this backup: ", "correct horse").await;
    let (code, screen) = terminal.end().await;
    assert!(code == Some(0) && !screen.contains("horse"), "{screen:?}");
}

#[tokio::test]
async fn ctrl_c_in_a_chat_stops_the_answer_and_not_the_program() {
    let server = ScriptedServer::start().await.unwrap();
    let shell = Shell::with(&server);
    let mut terminal = Terminal::start(&shell, &["chat", "--model", "openai/scripted"]);

    terminal.until("> ").await;
    server.respond(Response::events(sse::answer(["The **first** answer"])));
    terminal.type_in("one?\r").await;
    terminal.until("\x1b[1mfirst\x1b[0m answer").await;

    terminal.until("> ").await;
    terminal.type_in("two?\r").await;
    let mut exchange = server.exchange().await.unwrap();
    exchange.respond(&Response::events("")).await.unwrap();
    exchange.send(sse::text("The second begins")).await.unwrap();
    terminal.until("second begins").await;
    terminal.type_in("\x03").await;
    terminal.until("Stopped.").await;
    exchange.closed().await;

    terminal.until("> ").await;
    // At the prompt it gives up the line.
    terminal.type_in("not this\x03").await;
    terminal.until("> ").await;
    server.respond(Response::events(sse::answer(["The third answer"])));
    terminal.type_in("three?\r").await;
    terminal.until("The third answer").await;
    let request = server.request(2).await.json();
    let told: Vec<_> = request["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["content"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["one?", "The **first** answer", "two?", "The second begins", "three?"]);

    terminal.until("> ").await;
    terminal.type_in("\x04").await;
    let (code, screen) = terminal.end().await;
    assert_eq!(code, Some(0), "{screen:?}");
    assert_eq!(shell.conversations().await.len(), 1);
}

#[tokio::test]
async fn a_paste_of_several_lines_is_one_message() {
    let server = provider(["ok"]).await;
    let shell = Shell::with(&server);
    let mut terminal = Terminal::start(&shell, &["chat", "--model", "openai/scripted"]);
    terminal.until("> ").await;
    terminal.type_in("\x1b[200~one\r\n  two\x1b[201~\r").await;
    assert_eq!(last_message(&server.request(0).await), "one\n  two");
    terminal.until("ok").await;
    terminal.until("> ").await;
    terminal.type_in("/quit\r").await;
    assert_eq!(terminal.end().await.0, Some(0));

    // What was typed is there the next time.
    let mut terminal = Terminal::start(&shell, &["chat", "--continue"]);
    terminal.until("one").await;
    terminal.until("Ctrl-D leaves").await;
    terminal.until("> ").await;
    terminal.type_in("\x1b[A\x1b[A\r").await;
    assert_eq!(last_message(&server.request(1).await), "one\n  two");
    terminal.until("ok").await;
    terminal.until("> ").await;
    terminal.type_in("\x04").await;
    assert_eq!(terminal.end().await.0, Some(0));
    assert_eq!(shell.conversations().await.len(), 1);
    assert_eq!(server.requests()[1].json()["messages"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn commands_change_who_is_asked_and_where() {
    let server = provider(["from the model"]).await;
    let shell = Shell::with(&server);
    let mut terminal = Terminal::start(&shell, &["chat", "--model", "guide"]);
    for (typed, answer) in [
        ("/help", "/models"),
        ("/model", "Asking guide/guide."),
        ("/nonsense", "/nonsense is no command"),
        ("/model no-such-model", "No provider"),
        ("/model scripted", "Asking openai/scripted from now on."),
        ("one", "from the model"),
        ("/models", "openai/scripted"),
        ("/new", "A new conversation"),
        ("two", "from the model"),
    ] {
        terminal.until("> ").await;
        terminal.type_in(&format!("{typed}\r")).await;
        terminal.until(answer).await;
    }
    terminal.until("> ").await;
    terminal.type_in("/quit\r").await;
    let (code, screen) = terminal.end().await;
    assert_eq!(code, Some(0), "{screen:?}");
    let titles: Vec<_> = shell.conversations().await.iter().map(|known| known["title"].clone()).collect();
    assert_eq!(titles, ["two", "one"]);
}

#[tokio::test]
async fn a_chat_reads_questions_from_a_pipe() {
    let server = provider(["ok"]).await;
    let shell = Shell::with(&server);
    let run = shell.run_with(&["chat", "--model", "openai/scripted"], b"one\n\ntwo\n").await.expect(0);
    assert_eq!(run.stdout, "ok\nok\n");
    assert_eq!(last_message(&server.request(1).await), "two");
}

#[tokio::test]
async fn a_chat_is_asked_as_it_was_set() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::events(sse::answer(["one"])));
    server.respond(Response::error(400, "invalid_request_error", "Unsupported parameter: 'seed'"));
    server.respond(Response::events(sse::answer(["two"])));
    let shell = Shell::with(&server);
    let input = "/set\n/set temperature 0.2\n/set warmth 1\n/set temperature hot\n/set temperature 3\n/set system Be brief.\n\
                 first\n/set temperature\n/set seed 7\nsecond\n";
    let run = shell.run_with(&["chat", "--model", "openai/scripted"], input.as_bytes()).await.expect(0);
    assert_eq!(run.stdout, "one\ntwo\n");
    for said in [
        "Nothing is set.",
        "warmth is no parameter.",
        "hot is no value for temperature.",
        "The temperature is a number from 0 to 2.",
        "system Be brief.\ntemperature 0.2\n",
        "system Be brief.\nseed 7\n",
        "seed was not sent: the model refuses it.",
    ] {
        assert!(run.stderr.contains(said), "{said:?} in {:?}", run.stderr);
    }
    let first = server.request(0).await.json();
    assert_eq!(
        (first["temperature"].as_f64(), first["messages"][0]["content"].as_str()),
        (Some(0.2), Some("Be brief."))
    );
    let second = server.request(1).await.json();
    assert_eq!((second.get("temperature"), second["seed"].as_u64()), (None, Some(7)));
    assert_eq!(server.request(2).await.json().get("seed"), None);
}

#[tokio::test]
async fn a_person_is_asked_about_a_conversation_that_is_too_long() {
    let long = |topic: &str| format!("{topic} {}", "word ".repeat(120));
    let server = ScriptedServer::start().await.unwrap();
    let models = serde_json::json!({ "data": [{ "id": "scripted", "context_length": 560 }] });
    server.route("/models", [Step::from(Response::json(200, models))]);
    let shell = Shell::with(&server);
    let mut terminal = Terminal::start(&shell, &["chat", "--model", "scripted"]);
    for (question, answer) in [("one", "first-answer"), ("two", "second-answer")] {
        server.respond(Response::events(sse::answer([long(answer).as_str()])));
        terminal.until("> ").await;
        terminal.type_in(&format!("{}\r", long(question))).await;
        terminal.until(answer).await;
    }
    terminal.until("> ").await;
    terminal.type_in("three?\r").await;
    terminal.until("leave out the 2 oldest messages").await;
    terminal.until("Enter? ").await;
    terminal.type_in("\r").await;
    terminal.until("Not sent.").await;
    server.respond(Response::events(sse::answer(["short-answer"])));
    terminal.until("> ").await;
    terminal.type_in("three?\r").await;
    terminal.until("Enter? ").await;
    terminal.type_in("what\r").await;
    terminal.until("Enter? ").await;
    terminal.type_in("t\r").await;
    terminal.until("short-answer").await;
    terminal.until("Left out").await;
    let newest = server.requests().pop().unwrap().json();
    assert_eq!(newest["messages"].as_array().unwrap().len(), 3);
}
