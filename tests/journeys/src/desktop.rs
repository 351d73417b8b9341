use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use parlance_testkit::TempHome;
use serde_json::json;
use tokio::process::{Child, Command};

use crate::process::process_of;
use crate::window::close_window_of;
use crate::{Page, eventually};

const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the session has a keyring daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    Unlocked,
    /// No bus and so no keyring.
    Absent,
}

/// One start of the app.
pub struct Desktop {
    /// The name of its file.
    program: String,
    driver: Child,
    /// The driver ends the app with the session, and the session ends with its last page.
    _page: Page,
}

/// The app stands in the place of the frame that the page itself holds.
const FIRST_SCREEN: &str = "return document.querySelector('#root')?.childElementCount > 0
    && !document.querySelector('[data-first-frame]')";

/// Where screenshots are kept.
pub fn artifacts() -> PathBuf {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-artifacts"));
    // A folder that cannot be made shows when the first picture is written.
    let _ = std::fs::create_dir_all(&folder);
    folder
}

impl Desktop {
    /// Starts the app on `home` and waits for its first screen.
    pub async fn start(home: &TempHome, keyring: Keyring) -> io::Result<(Self, Page)> {
        Self::start_with(home, keyring, &[]).await
    }

    /// As [`Desktop::start`], with more environment.
    pub async fn start_with(
        home: &TempHome,
        keyring: Keyring,
        environment: &[(String, String)],
    ) -> io::Result<(Self, Page)> {
        let app = std::env::var("PARLANCE_APP").map_err(|_| other("PARLANCE_APP does not name the app"))?;
        Self::start_program(Path::new(&app), home, keyring, environment).await
    }

    /// As [`Desktop::start_with`], of another program, whose page fills `#root`.
    pub async fn start_program(
        program: &Path,
        home: &TempHome,
        keyring: Keyring,
        environment: &[(String, String)],
    ) -> io::Result<(Self, Page)> {
        let port = free_port()?;
        let mut driver = session(keyring);
        driver
            .args(["WebKitWebDriver", &format!("--port={port}")])
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| kept(&name.to_string_lossy())))
            .envs(home.env())
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("LANG", "en_US.UTF-8")
            .envs(environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        if keyring == Keyring::Absent {
            driver.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        }
        // A group of its own, so that ending it ends everything that it started.
        driver.process_group(0);
        let driver = driver.spawn()?;

        let capabilities: Capabilities =
            [("webkitgtk:browserOptions".to_owned(), json!({ "binary": program, "args": [] }))]
                .into_iter()
                .collect();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        listening(port).await?;
        let client = tokio::time::timeout(PATIENCE, builder.connect(&address));
        let client = client.await.map_err(|_| other("the window did not open"))?.map_err(io::Error::other)?;
        let page = Page::new(client);
        let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let desktop = Self { program: name, driver, _page: page.clone() };
        page.until("the first screen", FIRST_SCREEN).await.map_err(io::Error::other)?;
        Ok((desktop, page))
    }

    /// Closes the window as a person does and waits for the end of the app.
    pub async fn quit(mut self, home: &TempHome) -> io::Result<()> {
        // It is shown a moment after its page is there.
        let mut closed = Ok(());
        eventually("a window to close", || {
            closed = close_window_of(&self.program, home);
            std::future::ready(closed.is_ok())
        })
        .await
        .map_err(|error| other(&format!("{error}: {closed:?}")))?;
        self.gone(home).await?;
        self.end().await
    }

    /// Ends the app without a word, as a crash or a power cut does.
    pub async fn kill(self, home: &TempHome) -> io::Result<()> {
        self.signal("-KILL", home).await
    }

    /// Ends the app as the end of a session does.
    pub async fn terminate(self, home: &TempHome) -> io::Result<()> {
        self.signal("-TERM", home).await
    }

    async fn signal(mut self, signal: &str, home: &TempHome) -> io::Result<()> {
        if let Some(id) = self.process(home) {
            let status = Command::new("kill").args([signal, &id.to_string()]).status().await?;
            if !status.success() {
                return Err(other("the app could not be reached"));
            }
        }
        self.gone(home).await?;
        self.end().await
    }

    /// The id of its main process, which runs on `home`.
    pub fn process(&self, home: &TempHome) -> Option<u32> {
        process_of(&self.program, &home.parlance())
    }

    async fn gone(&self, home: &TempHome) -> io::Result<()> {
        eventually("the app to end", || async { self.process(home).is_none() }).await
    }

    /// Starts the app a second time on the same folder and waits for the end of that start.
    pub async fn start_again(&self, home: &TempHome) -> io::Result<std::process::ExitStatus> {
        let app = std::env::var("PARLANCE_APP").map_err(io::Error::other)?;
        let second = Command::new(app).envs(home.env()).kill_on_drop(true).status();
        tokio::time::timeout(PATIENCE, second).await.map_err(|_| other("the second start goes on"))?
    }

    async fn end(&mut self) -> io::Result<()> {
        self.kill_group();
        self.driver.wait().await.map(drop)
    }

    /// Ends everything that was started for this desktop.
    fn kill_group(&self) {
        if let Some(id) = self.driver.id() {
            // A group that has ended needs no end.
            let _ = std::process::Command::new("kill").args(["-9", "--", &format!("-{id}")]).status();
        }
    }
}

/// A journey that failed leaves nothing behind: the next one would wait for its window.
impl Drop for Desktop {
    fn drop(&mut self) {
        self.kill_group();
    }
}

/// A bus of its own, with or without a keyring daemon; what follows as arguments is run in it.
fn session(keyring: Keyring) -> Command {
    match keyring {
        Keyring::Unlocked => {
            let mut command = Command::new("dbus-run-session");
            let unlock = "printf %s pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$@\"";
            command.args(["--", "sh", "-c", unlock, "_"]);
            command
        }
        Keyring::Absent => Command::new("env"),
    }
}

/// Provider keys and data folders of the machine have no place in a journey.
fn kept(name: &str) -> bool {
    !(name.ends_with("_API_KEY")
        || name.ends_with("_BASE_URL")
        || name.starts_with("XDG_")
        || name.starts_with("DBUS_"))
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

async fn listening(port: u16) -> io::Result<()> {
    eventually("the driver to listen", || async move {
        tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
    })
    .await
}

fn other(message: &str) -> io::Error {
    io::Error::other(message.to_owned())
}
