//! The passphrase of backups and archives: from a file, the environment or the person. It is no argument, which everybody on
//! this machine could read.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use parlance_app::App;
use parlance_ipc::RestoreBackupArgs;

use crate::exit::{Exit, Failure};

const VARIABLE: &str = "PARLANCE_PASSPHRASE";
/// No passphrase is longer, and a wrong file may be.
const MAX_BYTES: u64 = 64 * 1024;

#[derive(Debug, Clone, Args)]
pub(crate) struct Passphrase {
    /// Read the passphrase from the first line of this file, or of standard input where it is `-`. Without it, from
    /// PARLANCE_PASSPHRASE; without that, it is asked for
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Passphrase {
    /// For a file that is to be closed.
    pub(crate) async fn of_new(self) -> Result<String, Failure> {
        match self.given().await? {
            Some(given) => Ok(given),
            None => {
                let first = ask("Passphrase: ").await?;
                if ask("The same again: ").await? != first {
                    return Err(Failure::usage("The two passphrases differ."));
                }
                Ok(first)
            }
        }
    }

    /// For a file that is there: what to hand in with it, where it needs anything.
    pub(crate) async fn of(self, app: &App, path: String) -> Result<RestoreBackupArgs, Failure> {
        let mut args = RestoreBackupArgs { path, passphrase: self.given().await? };
        if args.passphrase.is_none() && app.wants_passphrase(&args).await? {
            args.passphrase = Some(ask("Passphrase of this backup: ").await?);
        }
        Ok(args)
    }

    async fn given(&self) -> Result<Option<String>, Failure> {
        match self.passphrase_file.clone() {
            Some(file) => blocking(move || read(&file)).await.map(Some),
            None => Ok(std::env::var(VARIABLE).ok().filter(|given| !given.is_empty())),
        }
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match path.to_str() {
        Some("-") => io::stdin().lock().take(MAX_BYTES).read_to_string(&mut text),
        _ => File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text)),
    };
    read.map_err(|error| {
        Failure::usage(format!("The file of the passphrase cannot be read: {}.", error.kind()))
    })?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(Failure::usage("The first line of the passphrase's file is empty.")),
    }
}

/// Nothing of it is shown.
async fn ask(prompt: &'static str) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        let message =
            format!("A passphrase is needed: set {VARIABLE}, or name a file with --passphrase-file.");
        return Err(Failure::usage(message));
    }
    blocking(move || {
        rpassword::prompt_password(prompt)
            .map_err(|error| Failure::usage(format!("The passphrase was not entered: {}.", error.kind())))
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let cut_off = |_| Err(Failure::new(Exit::Failed, "The passphrase was not read."));
    tokio::task::spawn_blocking(work).await.unwrap_or_else(cut_off)
}
