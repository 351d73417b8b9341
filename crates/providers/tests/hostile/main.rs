//! Servers that never end. Each stream is read by a process of its own, whose peak of memory is then known; the system
//! tells it on Linux alone.
//!
//! `HOSTILE_MIB` says after how many MiB a stream ends that nobody has a reason to refuse.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "the functions that tests share are not known as tests to clippy")]

mod streams;

use std::process::Command;
use std::{env, fs};

use futures::StreamExt as _;
use parlance_domain::Role;
use parlance_llm::{AnswerReader, ChatMessage, ChatRequest, StreamEvent, Wire};
use parlance_providers::{
    Endpoint, HttpClient, HttpProvider, Provider as _, ProviderEvent, ProviderSpec, RetryPolicy,
    normalise_base_url,
};
use parlance_testkit::ScriptedServer;
use streams::Hostile;
use tokio_util::sync::CancellationToken;

/// The promise, and no byte of it is for the program itself: growth is what counts.
const MAX_GROWTH_KIB: usize = 64_000_000 / 1024;
/// Where nothing is to be kept: less than came, so that whoever keeps it is seen.
const FLAT: Flat = Flat { sent_mib: 4, growth_kib: 3 * 1024 };
/// Over a socket there are a client and a server as well.
const FLAT_OVER_A_SOCKET: Flat = Flat { sent_mib: 12, growth_kib: 9 * 1024 };

const MIB: usize = 1024 * 1024;

struct Flat {
    sent_mib: usize,
    growth_kib: usize,
}

/// How much of a stream is sent.
fn bytes(hostile: &Hostile, flat: &Flat) -> usize {
    if hostile.is_refused() {
        return 1024 * MIB;
    }
    env::var("HOSTILE_MIB").map_or(flat.sent_mib, |mib| mib.parse().unwrap()) * MIB
}

/// What the process held at most so far, or holds now, in KiB.
fn status(field: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

/// Reads the stream that the environment names, by the reader alone or over a socket.
#[test]
#[ignore = "run by the tests beside it, in a process of its own"]
fn child() {
    let name = env::var("HOSTILE_STREAM").unwrap();
    let (over, name) = name.split_once(' ').unwrap();
    let hostile = streams::all().into_iter().find(|hostile| hostile.name() == name).unwrap();
    let before = status("VmRSS");
    let told = match over {
        "reader" => read(&hostile),
        _ => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(call(&hostile)),
    };
    let growth = status("VmHWM").saturating_sub(before);
    assert!(hostile.outcome.is(&told.end), "it ended as {:?} after {} bytes", told.end, told.said_bytes);
    let flat = if over == "reader" { FLAT } else { FLAT_OVER_A_SOCKET };
    let most = if hostile.is_flat() { flat.growth_kib } else { MAX_GROWTH_KIB };
    assert!(growth < most, "it took {growth} KiB");
    assert!(told.said_bytes >= hostile.kept_bytes, "of the words {} bytes are left", told.said_bytes);
}

/// What came of a stream.
#[derive(Default)]
struct Told {
    /// Of text, reasoning and arguments.
    said_bytes: usize,
    /// The words of the error, or of the end.
    end: String,
}

impl Told {
    fn take(&mut self, event: &StreamEvent) {
        match event {
            StreamEvent::TextDelta { text, .. } | StreamEvent::ReasoningDelta { text, .. } => {
                self.said_bytes += text.len();
            }
            StreamEvent::ToolCallArguments { delta, .. } => self.said_bytes += delta.len(),
            StreamEvent::Failed(error) => self.end = error.message.clone(),
            StreamEvent::Truncated => self.end = "truncated".to_owned(),
            _ => {}
        }
    }
}

fn read(hostile: &Hostile) -> Told {
    let mut reader = AnswerReader::new(hostile.wire.codec());
    let mut told = Told::default();
    let mut events = Vec::new();
    for chunk in hostile.chunks(bytes(hostile, &FLAT)) {
        reader.push(&chunk, &mut events);
        events.drain(..).for_each(|event| told.take(&event));
        if reader.is_done() {
            return told;
        }
    }
    reader.finish(&mut events);
    events.drain(..).for_each(|event| told.take(&event));
    told
}

async fn call(hostile: &Hostile) -> Told {
    let server = ScriptedServer::start().await.unwrap();
    let base_url = normalise_base_url(&server.base_url()).unwrap();
    let mut endpoint = Endpoint::new(ProviderSpec::custom("hostile", "Hostile", base_url));
    endpoint.spec.wire = hostile.wire;
    let retry = RetryPolicy { max_retries: 0, max_timeouts: 0, ..RetryPolicy::default() };
    let provider = HttpProvider::new(HttpClient::default(), endpoint).with_retry(retry);
    let messages = vec![ChatMessage::text(Role::User, "Hi")];
    let request = ChatRequest { model: "m".into(), messages, ..ChatRequest::default() };
    let serve = async {
        let mut exchange = server.exchange().await.unwrap();
        exchange.respond(&hostile.dialect().response("")).await.unwrap();
        for chunk in hostile.chunks(bytes(hostile, &FLAT_OVER_A_SOCKET)) {
            if exchange.send(chunk).await.is_err() {
                return;
            }
        }
        // The client may have hung up already.
        let _ = exchange.finish().await;
    };
    let listen = async {
        let mut told = Told::default();
        let mut stream = provider.stream(request, CancellationToken::new());
        while let Some(event) = stream.next().await {
            match event {
                Ok(ProviderEvent::Stream(event)) => told.take(&event),
                Ok(_) => {}
                Err(error) => told.end = error.message,
            }
        }
        told
    };
    let (told, ()) = tokio::join!(listen, serve);
    told
}

fn each(over: &str, is_wanted: fn(&Hostile) -> bool) {
    let program = env::current_exe().unwrap();
    let mut failures = Vec::new();
    for hostile in streams::all().into_iter().filter(is_wanted) {
        let name = hostile.name();
        let output = Command::new(&program)
            .args(["--exact", "child", "--ignored", "--nocapture"])
            .env("HOSTILE_STREAM", format!("{over} {name}"))
            .output()
            .unwrap();
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let why = said.lines().filter(|line| line.starts_with("it ") || line.starts_with("of the"));
            failures.push(format!("{name}: {}", why.collect::<Vec<_>>().join(" ")));
        }
    }
    assert!(failures.is_empty(), "{over}:\n{}", failures.join("\n"));
}

#[test]
fn a_hostile_stream_stays_below_its_bounds_in_the_reader() {
    each("reader", |_| true);
}

#[test]
fn a_hostile_stream_stays_below_its_bounds_over_a_socket() {
    // What is read and not kept is the same for the transport, whatever the wire.
    each("socket", |hostile| !hostile.is_flat() || hostile.wire == Wire::OpenaiChat);
}

#[test]
fn every_wire_has_its_hostile_streams() {
    for wire in Wire::ALL {
        assert!(streams::all().iter().filter(|hostile| hostile.wire == wire).count() > 12, "{wire:?}");
    }
}
