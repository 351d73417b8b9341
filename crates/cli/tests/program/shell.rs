//! The real program, with a home of its own and nothing of this machine's environment.

use std::path::PathBuf;
use std::process::Stdio;

use parlance_testkit::{AutoModel, AutoProvider, RecordedRequest, ScriptedServer, TempHome};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_parlance-cli");
pub(crate) const KEY: &str = "sk-right-key-0001";

/// What a run printed and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The lines of `--json`.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        self
    }
}

/// A person at a shell.
pub(crate) struct Shell {
    pub(crate) home: TempHome,
    pub(crate) env: Vec<(&'static str, PathBuf)>,
}

impl Shell {
    pub(crate) fn new() -> Self {
        let home = TempHome::new().unwrap();
        let mut env = home.env();
        env.push(("NO_PROXY", "*".into()));
        env.push(("TERM", "xterm-256color".into()));
        // Without it Windows has no sockets.
        #[cfg(windows)]
        env.extend(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root.into())));
        Self { home, env }
    }

    /// A person whose OpenAI is `server`.
    pub(crate) fn with(server: &ScriptedServer) -> Self {
        let mut shell = Self::new();
        shell.set("OPENAI_BASE_URL", server.base_url());
        shell.set("OPENAI_API_KEY", KEY);
        shell
    }

    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<PathBuf>) {
        self.env.retain(|(known, _)| *known != name);
        self.env.push((name, value.into()));
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).env_clear().envs(self.env.iter().cloned()).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) async fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, b"").await
    }

    /// With `input` on standard input.
    pub(crate) async fn run_with(&self, args: &[&str], input: &[u8]) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that does not read closes its end.
        let _ = stdin.write_all(input).await;
        drop(stdin);
        let output = child.wait_with_output().await.unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The conversations as `conversations --json` lists them.
    pub(crate) async fn conversations(&self) -> Vec<Value> {
        self.run(&["conversations", "--json"]).await.expect(0).json().as_array().unwrap().clone()
    }
}

/// A provider that answers in these pieces and wants [`KEY`].
pub(crate) async fn provider<'a>(pieces: impl IntoIterator<Item = &'a str>) -> ScriptedServer {
    provider_of(AutoModel::new("scripted", pieces)).await
}

pub(crate) async fn provider_of(model: AutoModel) -> ScriptedServer {
    ScriptedServer::auto(AutoProvider { models: vec![model], key: Some(KEY.into()) }).await.unwrap()
}

/// The text of the last message of a recorded request.
pub(crate) fn last_message(request: &RecordedRequest) -> String {
    let body = request.json();
    body["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap().to_owned()
}
