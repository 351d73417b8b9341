//! What a person can send along with a report: no message, no title, no key.

use std::fmt::Write;

use parlance_ipc::{AppInfo, IpcError, KeyState, KeyringStatus, NoArgs};
use parlance_store::database_file;

use crate::{App, VERSION, logs};

/// The environment variable that tells a process that it stands in the place of one that panicked.
pub const RESTARTED: &str = "PARLANCE_RESTARTED";

impl App {
    pub async fn app_info(&self, _: NoArgs) -> Result<AppInfo, IpcError> {
        let home = self.home().clone();
        let last_crash = tokio::task::spawn_blocking({
            let home = home.clone();
            move || logs::last_crash(&home)
        });
        Ok(AppInfo {
            version: VERSION.to_owned(),
            data_folder: home.folder().display().to_string(),
            log_folder: home.logs().display().to_string(),
            database_file: database_file(home.folder()).display().to_string(),
            last_crash: last_crash.await.unwrap_or_default(),
            restarted: (self.inner.environment)(RESTARTED).is_some(),
        })
    }

    pub async fn diagnostics(&self, _: NoArgs) -> Result<String, IpcError> {
        let mut text = String::new();
        let home = self.home().clone();
        let size = tokio::fs::metadata(database_file(home.folder()))
            .await
            .map(|file| file.len())
            .unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "Parlance {VERSION}");
        let _ = writeln!(text, "System: {} {}", std::env::consts::OS, std::env::consts::ARCH);
        let _ = writeln!(text, "History: {:?}, {size} bytes", self.startup(NoArgs {}).await?);
        let keyring = match self.keyring_status(NoArgs {}).await? {
            KeyringStatus::Ready => "ready".to_owned(),
            KeyringStatus::Unavailable { reason } => format!("unavailable, {reason}"),
        };
        let _ = writeln!(text, "Keyring: {keyring}");
        for provider in self.list_providers(NoArgs {}).await.unwrap_or_default() {
            let key = match provider.key {
                KeyState::NotSet | KeyState::NotNeeded => continue,
                KeyState::Keyring { .. } => "key in the keyring",
                KeyState::Session { .. } => "key for this session",
                KeyState::Environment { .. } => "key from the environment",
                KeyState::Unreachable => "key out of reach",
            };
            let _ = writeln!(text, "Provider {}: {key}", provider.id);
        }
        let (tail, crash) = tokio::task::spawn_blocking(move || (logs::tail(&home), logs::last_crash(&home)))
            .await
            .unwrap_or_default();
        if let Some(crash) = crash {
            let _ = writeln!(text, "\nLast crash\n{crash}");
        }
        let _ = writeln!(text, "\nLog\n{tail}");
        Ok(without_home(text))
    }
}

/// The name of a person's home folder is nobody's business.
fn without_home(text: String) -> String {
    match dirs::home_dir() {
        Some(folder) if folder.components().count() > 1 => text.replace(&folder.display().to_string(), "~"),
        _ => text,
    }
}
