//! Starts the app and an empty window in turns, and looks at both from outside with the same eyes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use parlance_testkit::TempHome;
use tokio::process::Command;
use tokio::time::{Instant, interval, timeout};

use crate::distribution::Distribution;
use crate::process;
use crate::report::Machine;
use crate::run::Result;
use crate::screen::Screen;

const ROUNDS: usize = 10;
const PATIENCE: Duration = Duration::from_secs(20);

/// What was seen of one program over all its starts.
pub(crate) struct Window {
    /// From the start of the process to the frame in which its field is on the screen.
    pub(crate) start_ms: Distribution,
    /// From the start of the process to the frame that is drawn whole; of the app alone, an empty window has no more to draw.
    pub(crate) whole_ms: Distribution,
    /// Of the whole process tree, at rest.
    pub(crate) idle_pss_mib: Distribution,
}

/// A program with a home of its own, kept from start to start.
struct Program {
    path: PathBuf,
    home: TempHome,
    environment: Vec<(OsString, OsString)>,
    has_more: bool,
    start_ms: Vec<f64>,
    whole_ms: Vec<f64>,
    idle_pss_mib: Vec<f64>,
}

/// Measures the app and the empty window.
pub(crate) async fn compare(machine: &Machine) -> Result<(Window, Window)> {
    let mut screen = Screen::open()?;
    let app = Program::new("PARLANCE_APP", true, machine)?;
    let empty = Program::new("PARLANCE_EMPTY_WINDOW", false, machine)?;
    in_turns(app, empty, &mut screen).await
}

/// Measures the app on the history in `folder`, and on none.
pub(crate) async fn with_history(folder: &Path, machine: &Machine) -> Result<(Window, Window)> {
    let mut screen = Screen::open()?;
    let mut with = Program::new("PARLANCE_APP", true, machine)?;
    with.environment.push(("PARLANCE_HOME".into(), folder.into()));
    let without = Program::new("PARLANCE_APP", true, machine)?;
    in_turns(with, without, &mut screen).await
}

async fn in_turns(mut one: Program, mut other: Program, screen: &mut Screen) -> Result<(Window, Window)> {
    for program in [&mut one, &mut other] {
        // Fills caches of the disk and makes the home.
        program.start(screen).await?;
        program.start_ms.clear();
        program.whole_ms.clear();
        program.idle_pss_mib.clear();
    }
    for _ in 0..ROUNDS {
        one.start(screen).await?;
        other.start(screen).await?;
    }
    Ok((one.seen(), other.seen()))
}

impl Program {
    fn new(variable: &str, has_more: bool, machine: &Machine) -> Result<Self> {
        let path = std::env::var_os(variable).ok_or_else(|| format!("{variable} names no program"))?;
        let home = TempHome::new()?;
        let mut environment: Vec<_> = std::env::vars_os().filter(|(name, _)| kept(name)).collect();
        environment.extend(home.env().into_iter().map(|(name, folder)| (name.into(), folder.into())));
        if !machine.gpu {
            // The app sets it for itself on such a machine; the empty window must not be slower for lack of it.
            environment.push(("WEBKIT_DISABLE_DMABUF_RENDERER".into(), "1".into()));
        }
        let (start_ms, whole_ms, idle_pss_mib) = Default::default();
        Ok(Self { path: path.into(), home, environment, has_more, start_ms, whole_ms, idle_pss_mib })
    }

    async fn start(&mut self, screen: &mut Screen) -> Result<()> {
        let mut command = Command::new(&self.path);
        command
            .current_dir(self.home.path())
            .env_clear()
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let began = Instant::now();
        let mut child = command.spawn()?;
        let (window, drawn) = screen.first_frame().await?;
        let since = |moment: Instant| moment.duration_since(began).as_secs_f64() * 1000.0;
        self.start_ms.push(since(drawn));
        if self.has_more {
            self.whole_ms.push(since(screen.whole_frame(window).await?));
        }

        let root = child.id().ok_or("the program has ended")?;
        self.idle_pss_mib.push(process::idle_pss_mib(root).await?);

        let all = process::ids(root)?;
        screen.close(window)?;
        timeout(PATIENCE, child.wait()).await.map_err(|_| "the program did not end with its window")??;
        timeout(PATIENCE, gone(&all)).await.map_err(|_| "WebKit outlived the program")?;
        Ok(())
    }

    fn seen(self) -> Window {
        Window {
            start_ms: Distribution::new(self.start_ms),
            whole_ms: Distribution::new(self.whole_ms),
            idle_pss_mib: Distribution::new(self.idle_pss_mib),
        }
    }
}

/// A new user without keys: the machine's own keys and folders stay out.
fn kept(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    !(name.ends_with("_API_KEY")
        || name.ends_with("_BASE_URL")
        || name.starts_with("XDG_")
        || name.starts_with("WEBKIT_")
        || name == "OLLAMA_HOST")
}

async fn gone(ids: &[u32]) {
    let mut ticks = interval(Duration::from_millis(20));
    while ids.iter().any(|id| process::lives(*id)) {
        ticks.tick().await;
    }
}
