//! A window whose page hands a streamed answer, or a kept conversation, to one renderer (an arm).
//!
//! As in the app: one `Channel` an answer, at most one message in 16 ms with what came since, the window's size, and a page
//! that writes once a frame and follows the end. Unlike it: the chunks come as JSON strings, one to a line, from a socket, so
//! that nothing is decoded, kept or rendered here, and a message holds text. The page is read from a folder, so that the
//! peers' packages are not needed to build this.
//!
//! From the environment: `PARLANCE_PEERS_PAGE` the folder, `PARLANCE_PEERS_ARM` the renderer, and either `PARLANCE_PEERS_ANSWER`
//! the address from which an answer is read, or `PARLANCE_PEERS_CONVERSATION` the file of a conversation.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;
use std::{env, fs, io};

use serde::Serialize;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::ipc::{self, Channel};
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::{MissedTickBehavior, interval};

/// As `FRAME` of `crates/app/src/turns/watch.rs`.
const FRAME: Duration = Duration::from_millis(16);

/// What came since the last message.
#[derive(Clone, Serialize)]
struct Batch {
    text: String,
    /// Nothing follows.
    over: bool,
}

#[tauri::command]
async fn answer(batches: Channel<Batch>) -> Result<(), String> {
    pass_on(&batches).await.map_err(|error| error.to_string())
}

async fn pass_on(batches: &Channel<Batch>) -> Result<(), Box<dyn std::error::Error>> {
    let mut chunks = BufReader::new(TcpStream::connect(variable("PARLANCE_PEERS_ANSWER")?).await?).lines();
    let mut frames = interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut text = String::new();
    loop {
        tokio::select! {
            chunk = chunks.next_line() => match chunk? {
                Some(chunk) => text.push_str(&serde_json::from_str::<String>(&chunk)?),
                None => return Ok(batches.send(Batch { text, over: true })?),
            },
            _ = frames.tick(), if !text.is_empty() => {
                batches.send(Batch { text: std::mem::take(&mut text), over: false })?;
            }
        }
    }
}

/// An array of `{role, text}`.
#[tauri::command]
async fn conversation() -> Result<ipc::Response, String> {
    let file = variable("PARLANCE_PEERS_CONVERSATION").map_err(|error| error.to_string())?;
    fs::read_to_string(file).map(ipc::Response::new).map_err(|error| error.to_string())
}

fn serve(page: &Path, request: &Request<Vec<u8>>) -> Response<Cow<'static, [u8]>> {
    let path = Path::new(request.uri().path().trim_start_matches('/'));
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        _ => "application/octet-stream",
    };
    let read = if inside { fs::read(page.join(path)) } else { Err(io::ErrorKind::NotFound.into()) };
    let (status, body) = match read {
        Ok(body) => (StatusCode::OK, body),
        Err(_) => (StatusCode::NOT_FOUND, Vec::new()),
    };
    let mut response = Response::new(Cow::Owned(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|_| io::Error::other(format!("{name} is not set")))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let page = PathBuf::from(variable("PARLANCE_PEERS_PAGE")?);
    let task = if env::var_os("PARLANCE_PEERS_ANSWER").is_some() { "answer" } else { "conversation" };
    let address = format!("peers://localhost/index.html?arm={}&task={task}", variable("PARLANCE_PEERS_ARM")?);
    let address: Url = address.parse()?;
    tauri::Builder::default()
        .register_uri_scheme_protocol("peers", move |_, request| serve(&page, &request))
        .invoke_handler(tauri::generate_handler![answer, conversation])
        .setup(|tauri| {
            WebviewWindowBuilder::new(tauri, "main", WebviewUrl::CustomProtocol(address))
                .title("Peers")
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
