//! Backups: into a folder of the person's choice when they are due, and back from there.

mod plan;
mod reading;
mod replace;
mod restore;
mod schedule;
mod source;
mod target;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use parlance_domain::Timestamp;
use parlance_ipc::{
    AppEvent, BackupSettings, BackupView, BackupsView, DataJobKind, ErrorCode, IpcError, NoArgs,
    SaveBackupsArgs,
};
use parlance_secrets::{Secret, SecretsError};
use parlance_store::{BackupFile, OpenError, Store};
use tokio::runtime::Handle;

pub(crate) use target::files_of;

use crate::data::Job;
use crate::{App, error, export};
use plan::Plan;

/// Where the keyring has the passphrase.
const ACCOUNT: &str = "backup/passphrase";

impl App {
    /// What is settled, and what there is to restore. Needs no open history.
    pub async fn backups(&self, _: NoArgs) -> Result<BackupsView, IpcError> {
        let home = self.home().clone();
        let read = tokio::task::spawn_blocking(move || {
            let plan = Plan::read(home.folder())?;
            let copies = parlance_store::copies(home.folder())?;
            Ok::<_, io::Error>((home, plan, copies))
        });
        let read = read.await.map_err(|_| error::internal("The backups were not read."))?;
        let (home, plan, copies) = read.map_err(|failure| error::file(&failure))?;
        let found = match &plan.settings.folder {
            Some(folder) => list(folder.clone()).await,
            None => Ok(Vec::new()),
        };
        let failed = self.inner.data.backup_problem.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let problem = found.as_ref().err().map(|failure| failure.message.clone()).or(failed);
        let copies = copies.into_iter().map(|copy| BackupView {
            path: home.folder().join("copies").join(&copy.name).display().to_string(),
            made_at: copy.made_at.0,
            size_bytes: copy.size_bytes,
            sealed: false,
            own: true,
        });
        Ok(BackupsView {
            backups: found.unwrap_or_default().into_iter().map(|backup| plan.view(backup)).collect(),
            copies: copies.collect(),
            problem,
            settings: plan.settings,
        })
    }

    /// Settles where to, how often and how. A folder that is named anew is made.
    pub async fn save_backups(&self, args: SaveBackupsArgs) -> Result<BackupsView, IpcError> {
        let SaveBackupsArgs { mut settings, passphrase } = args;
        if !(1..=100).contains(&settings.keep) {
            return Err(error::invalid("Between 1 and 100 backups can be kept."));
        }
        let named = settings.folder.take().filter(|folder| !folder.trim().is_empty());
        if let Some(folder) = named {
            settings.folder = Some(self.checked_folder(&folder).await?);
        }
        if settings.sealed {
            match passphrase {
                Some(passphrase) => self.keep_passphrase(passphrase).await?,
                None if self.passphrase().await?.is_some() => {}
                None => return Err(error::invalid("Enter a passphrase for the backups.")),
            }
        } else {
            self.inner.secrets.remove(ACCOUNT).await.map_err(|failure| error::secrets(&failure))?;
        }
        let folder = self.home().folder().to_owned();
        let saved =
            tokio::task::spawn_blocking(move || Plan { settings, ..Plan::kept(&folder)? }.write(&folder));
        let saved = saved.await.map_err(|_| error::internal("The setting was not saved."))?;
        saved.map_err(|failure| error::file(&failure))?;
        *self.inner.data.backup_problem.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.inner.events.send(AppEvent::Data);
        self.backups(NoArgs {}).await
    }

    /// Makes a backup, whether one is due or not.
    pub async fn back_up_now(&self, _: NoArgs) -> Result<BackupsView, IpcError> {
        self.make_backup().await?;
        self.backups(NoArgs {}).await
    }

    /// Makes a backup as `args` say, which are not kept.
    pub async fn back_up_to(&self, args: SaveBackupsArgs) -> Result<BackupsView, IpcError> {
        let SaveBackupsArgs { mut settings, passphrase } = args;
        let folder = self.checked_folder(settings.folder.as_deref().unwrap_or_default()).await?;
        settings.folder = Some(folder.clone());
        let passphrase = match passphrase {
            Some(passphrase) => Some(checked_secret(passphrase)?),
            None => None,
        };
        let home = self.home().folder().to_owned();
        let kept = tokio::task::spawn_blocking(move || Plan::kept(&home)).await;
        let kept = kept.map_err(|_| error::internal("The backup was not made."))?;
        let plan = Plan { settings, ..kept.map_err(|failure| error::file(&failure))? };
        self.write_backup(&plan, &folder, passphrase).await?;
        let backups = list(folder).await?.into_iter().map(|backup| plan.view(backup)).collect();
        Ok(BackupsView { settings: plan.settings, backups, copies: Vec::new(), problem: None })
    }

    pub(crate) async fn make_backup(&self) -> Result<(), IpcError> {
        let home = self.home().folder().to_owned();
        let plan = tokio::task::spawn_blocking(move || Plan::kept(&home)).await;
        let plan = plan.map_err(|_| error::internal("The backup was not made."))?;
        let plan = plan.map_err(|failure| error::file(&failure))?;
        let Some(folder) = plan.settings.folder.clone() else {
            return Err(error::invalid("Choose a folder for the backups first."));
        };
        let made = self.write_kept(&plan, &folder).await;
        let problem = made.as_ref().err().map(|failure| failure.message.clone());
        *self.inner.data.backup_problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
        made
    }

    async fn write_kept(&self, plan: &Plan, folder: &str) -> Result<(), IpcError> {
        let passphrase = match plan.settings.sealed {
            true => Some(self.passphrase().await?.ok_or_else(no_passphrase)?),
            false => None,
        };
        self.write_backup(plan, folder, passphrase).await
    }

    async fn write_backup(
        &self,
        plan: &Plan,
        folder: &str,
        passphrase: Option<Secret>,
    ) -> Result<(), IpcError> {
        let store = self.store().await?;
        let job = self.begin_job(DataJobKind::Backup)?;
        // Before anything is written: an empty folder in the place of a missing drive must not be filled.
        list(folder.to_owned()).await?;
        let keep = plan.settings.keep as usize;
        match passphrase {
            Some(passphrase) => seal_backup(store, plan, folder, keep, passphrase, job).await,
            None => {
                let go_on = |done, total| job.at(done, total);
                let made =
                    store.back_up(Path::new(folder), &plan.history, Timestamp::now(), keep, go_on).await;
                match made.map_err(|failure| of_folder(folder, &failure))? {
                    Some(_) => Ok(()),
                    None => Err(error::invalid("The backup was stopped.")),
                }
            }
        }
    }

    async fn checked_folder(&self, named: &str) -> Result<String, IpcError> {
        let folder = export::folder(Some(named), self.home().exports())?;
        if folder.starts_with(self.home().folder()) {
            return Err(error::invalid(
                "Choose a folder outside of the data folder, best on another drive: copies inside are kept already.",
            ));
        }
        let text = folder.display().to_string();
        let made = tokio::task::spawn_blocking(move || parlance_store::prepare_backups(&folder)).await;
        match made.map_err(|_| error::internal("The folder was not made."))? {
            Ok(()) => Ok(text),
            Err(failure) if failure.kind() == io::ErrorKind::NotFound => Err(error::invalid(format!(
                "There is no folder in which {text} could be made. Check its path."
            ))),
            Err(failure) => {
                Err(error::invalid(format!("Backups cannot be written to {text}: {}.", failure.kind())))
            }
        }
    }

    async fn keep_passphrase(&self, passphrase: String) -> Result<(), IpcError> {
        let secret = checked_secret(passphrase)?;
        self.inner.secrets.set(ACCOUNT, secret).await.map(drop).map_err(|failure| match failure {
            SecretsError::TooLong { limit } => error::invalid(format!(
                "The passphrase is too long: this system keeps at most {limit} characters."
            )),
            failure => error::secrets(&failure),
        })
    }

    async fn passphrase(&self) -> Result<Option<Secret>, IpcError> {
        let found = self.inner.secrets.get(ACCOUNT, None).await.map_err(|_| {
            IpcError::new(
                ErrorCode::Keyring,
                "The passphrase of the backups is in the keyring, which does not answer.",
            )
        })?;
        Ok(found.map(|(secret, _)| secret))
    }
}

fn checked_secret(passphrase: String) -> Result<Secret, IpcError> {
    export::checked_passphrase(&passphrase)?;
    Secret::passphrase(passphrase)
        .map_err(|_| error::invalid("The passphrase has an invisible control character inside."))
}

/// Behind a passphrase a backup is the archive that an export writes.
async fn seal_backup(
    store: Arc<Store>,
    plan: &Plan,
    folder: &str,
    keep: usize,
    passphrase: Secret,
    job: Job,
) -> Result<(), IpcError> {
    let name = parlance_store::backup_name(&plan.history, Timestamp::now(), true);
    let (handle, at) = (Handle::current(), Path::new(folder).to_owned());
    let written = tokio::task::spawn_blocking(move || {
        let unfinished =
            parlance_store::unfinished_backup(&at, &name).map_err(|failure| error::file(&failure))?;
        let packed = fs::File::create(&unfinished)
            .map_err(|failure| error::file(&failure))
            .and_then(|file| export::pack(&store, &handle, &job, Some(passphrase.expose()), &file))
            .and_then(|counts| reading::check_sealed(&unfinished, passphrase.expose(), counts));
        if packed.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        packed.map(|()| unfinished)
    });
    let unfinished = written.await.map_err(|_| error::internal("The backup was not made."))??;
    let finished = parlance_store::finish_backup(&unfinished, keep).await;
    finished.map(drop).map_err(|failure| of_folder(folder, &failure))
}

async fn list(folder: String) -> Result<Vec<BackupFile>, IpcError> {
    let named = folder.clone();
    let found = tokio::task::spawn_blocking(move || parlance_store::backups(Path::new(&named))).await;
    found.map_err(|_| error::internal("The backups were not read."))?.map_err(|failure| match failure.kind() {
        io::ErrorKind::NotFound => IpcError::new(
            ErrorCode::NotFound,
            format!("The folder of the backups is not there: {folder}. Connect its drive, or choose another folder."),
        ),
        kind => error::invalid(format!("The folder of the backups cannot be read: {folder}: {kind}.")),
    })
}

fn of_folder(folder: &str, failure: &OpenError) -> IpcError {
    let IpcError { code, .. } = error::open(failure);
    let message = match code {
        ErrorCode::DiskFull => {
            format!("There is no room for the backup in {folder}. Make room, or choose another folder.")
        }
        ErrorCode::ReadOnly => format!(
            "The backup cannot be written to {folder}. Allow writing there, or choose another folder."
        ),
        _ => format!("The backup in {folder} could not be made: {}.", failure.detail.trim_end_matches('.')),
    };
    IpcError::new(code, message)
}

fn no_passphrase() -> IpcError {
    let message =
        "The passphrase of the backups is not known on this computer any more. Enter it again in Settings.";
    IpcError::new(ErrorCode::Invalid, message)
}

impl Plan {
    fn view(&self, backup: BackupFile) -> BackupView {
        BackupView {
            own: backup.history == self.history,
            path: backup.path.display().to_string(),
            made_at: backup.made_at.0,
            size_bytes: backup.size_bytes,
            sealed: backup.sealed,
        }
    }

    fn newest(&self, backups: &[BackupFile]) -> Option<Timestamp> {
        backups.iter().filter(|backup| backup.history == self.history).map(|backup| backup.made_at).max()
    }
}

/// What the interval says, in milliseconds; `None` is never.
fn interval_ms(settings: &BackupSettings) -> Option<i64> {
    use parlance_ipc::BackupInterval::{Daily, Never, Weekly};
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    match settings.interval {
        Daily => Some(DAY_MS),
        Weekly => Some(7 * DAY_MS),
        Never => None,
    }
}
