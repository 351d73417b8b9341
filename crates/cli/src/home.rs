//! Where the history is, and the app over it.

use parlance_app::logs::{self, LogGuard};
use parlance_app::{App, Home};
use parlance_ipc::{ModelChoice, NoArgs, Startup};
use tempfile::TempDir;

use crate::exit::{Exit, Failure};

/// An app with an open history.
pub(crate) struct Opened {
    pub(crate) app: App,
    /// As `App::last_model`, also where the history is an empty one.
    pub(crate) last_model: Option<ModelChoice>,
    /// Whether what is said stays.
    pub(crate) keeps: bool,
    _log: Option<LogGuard>,
    /// Removed when this is dropped.
    _folder: Option<TempDir>,
}

fn home() -> Result<Home, Failure> {
    Home::from_environment().ok_or_else(|| {
        let message = "This system names no folder for data. Set PARLANCE_HOME to one.";
        Failure::new(Exit::Disk, message)
    })
}

/// The app over the person's own history.
pub(crate) async fn open() -> Result<Opened, Failure> {
    let home = home()?;
    let log = logs::start(&home);
    let app = App::new(home);
    app.open_history().await;
    if let Startup::Failed(problem) = app.startup(NoArgs {}).await? {
        let mut message = format!(
            "The history at {} did not open: {}.",
            problem.path,
            problem.detail.trim_end_matches('.')
        );
        if !problem.copies.is_empty() {
            message += " Start Parlance's window to restore a kept copy.";
        }
        return Err(Failure::new(Exit::Disk, message));
    }
    let last_model = app.last_model().await?;
    Ok(Opened { app, last_model, keeps: true, _log: Some(log), _folder: None })
}

/// The app over a history that is about to be replaced: it need not open.
pub(crate) async fn unopened() -> Result<App, Failure> {
    let app = App::new(home()?);
    app.open_history().await;
    Ok(app)
}

/// The app over an empty history that is removed in the end, with the person's own keys and providers.
pub(crate) async fn open_temporary() -> Result<Opened, Failure> {
    let folder = tempfile::Builder::new().prefix("parlance-").tempdir().map_err(|error| {
        Failure::new(Exit::Disk, format!("A temporary folder could not be made: {error}."))
    })?;
    let temporary = App::new(home()?).temporary(Home::new(folder.path())).await?;
    Ok(Opened {
        app: temporary.app,
        last_model: temporary.last_model,
        keeps: false,
        _log: None,
        _folder: Some(folder),
    })
}
