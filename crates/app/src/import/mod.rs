//! Conversations out of what other clients export.

mod preview;
mod record;
mod run;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use parlance_import::{Control, Format, ImportError, SkipReason, Skipped};
use parlance_ipc::{
    AppEvent, ErrorCode, ImportEnd, ImportFormat, ImportPathArgs, ImportPreview, ImportProgress,
    ImportReport, ImportSkip, ImportSkipReason, ImportSkips, ImportStartArgs, ImportStatus, IpcError,
    MergeCounts, NoArgs,
};

use crate::{App, error};
use record::Record;

/// What is told of conversations that could not be read.
const MAX_TOLD: usize = 200;

/// What runs, one at a time.
#[derive(Default)]
pub(crate) struct Importing {
    running: Mutex<Option<Running>>,
    /// Of the last one, also where the disk had no room for it.
    report: Mutex<Option<ImportReport>>,
}

#[derive(Clone)]
struct Running {
    control: Arc<Control>,
    /// `None` while it only looks.
    progress: Option<Arc<Mutex<ImportProgress>>>,
}

impl Importing {
    fn reported(&self, report: Option<ImportReport>) {
        *self.report.lock().unwrap_or_else(PoisonError::into_inner) = report;
    }

    fn report(&self) -> Option<ImportReport> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn running(&self) -> Option<Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A look gives way, to another look as well.
    fn begin(&self, new: Running) -> Result<(), IpcError> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match &*running {
            Some(Running { progress: Some(_), .. }) => {
                return Err(IpcError::new(
                    ErrorCode::Busy,
                    "Another import is running. Wait for it, or cancel it.",
                ));
            }
            Some(look) => look.control.cancel(),
            None => {}
        }
        *running = Some(new);
        Ok(())
    }

    fn end(&self, control: &Arc<Control>) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.as_ref().is_some_and(|running| Arc::ptr_eq(&running.control, control)) {
            *running = None;
        }
    }
}

impl App {
    /// Tells the faces of a file that a person brought, where its beginning is that of an export, also of one that is restored
    /// rather than imported. Whether it is.
    pub async fn offer_import(&self, args: ImportPathArgs) -> bool {
        let path = PathBuf::from(&args.path);
        let found = blocking(move || {
            path.is_file() && matches!(parlance_import::recognise(&path), Ok(_) | Err(ImportError::Archive))
        })
        .await;
        let is_export = found.unwrap_or_default();
        if is_export {
            self.inner.events.send(AppEvent::ImportOffered { path: args.path });
        }
        is_export
    }

    /// Reads the whole export and says what is in it and what of that is here. Another look, or [`App::import_cancel`], ends it.
    pub async fn import_preview(&self, args: ImportPathArgs) -> Result<ImportPreview, IpcError> {
        let store = self.store().await?;
        let control = Arc::new(Control::default());
        self.inner.importing.begin(Running { control: control.clone(), progress: None })?;
        let preview = preview::preview(&store, args.path.into(), control.clone()).await;
        self.inner.importing.end(&control);
        preview
    }

    /// Begins an import, which goes on in the background; [`AppEvent::Import`] says when there is news of it. What it was is
    /// kept until [`App::import_dismiss`], so that one that was cut off can go on.
    pub async fn import_start(&self, args: ImportStartArgs) -> Result<ImportStatus, IpcError> {
        let running = self.begin_import(&args).await?;
        let record = Record { args, report: None };
        let kept = record::write(self.home(), record.clone()).await;
        if let Err(failure) = kept {
            self.inner.importing.end(&running.control);
            return Err(failure);
        }
        self.inner.importing.reported(None);
        let app = self.clone();
        tokio::spawn(async move {
            let (report, _) = app.run_import(&record.args, &running).await;
            app.inner.importing.reported(Some(report.clone()));
            if let Err(failure) = record::write(app.home(), Record { report: Some(report), ..record }).await {
                tracing::warn!(code = ?failure.code, "the report of the import was not kept");
            }
            app.inner.importing.end(&running.control);
            app.inner.events.send(AppEvent::Import);
        });
        self.import_status(NoArgs {}).await
    }

    /// An import from its beginning to its end, for a face that waits for it.
    ///
    /// # Errors
    /// Where it did not begin, or the file is no export.
    pub async fn import(
        &self,
        args: ImportStartArgs,
        mut told: impl FnMut(ImportProgress) + Send,
    ) -> Result<ImportReport, IpcError> {
        let running = self.begin_import(&args).await?;
        let mut events = self.inner.events.subscribe();
        let mut run = std::pin::pin!(self.run_import(&args, &running));
        let (report, failed) = loop {
            tokio::select! {
                ended = &mut run => break ended,
                event = events.recv() => if event.is_ok() {
                    told(running.now());
                },
            }
        };
        self.inner.importing.end(&running.control);
        match failed {
            Some(code @ ErrorCode::Invalid) => Err(IpcError::new(code, report.error.unwrap_or_default())),
            _ => Ok(report),
        }
    }

    pub async fn import_status(&self, _: NoArgs) -> Result<ImportStatus, IpcError> {
        if let Some(running @ Running { progress: Some(_), .. }) = self.inner.importing.running() {
            return Ok(ImportStatus::Running(running.now()));
        }
        if let Some(report) = self.inner.importing.report() {
            return Ok(ImportStatus::Ended(report));
        }
        Ok(match record::read(self.home()).await? {
            None => ImportStatus::Idle,
            Some(Record { report: Some(report), .. }) => ImportStatus::Ended(report),
            Some(Record { args, report: None }) => ImportStatus::Interrupted {
                name: name(Path::new(&args.path)),
                path: args.path,
                deleted_too: args.deleted_too,
            },
        })
    }

    /// Ends what runs. What came in stays, and the report says how far it got.
    pub async fn import_cancel(&self, _: NoArgs) -> Result<(), IpcError> {
        if let Some(running) = self.inner.importing.running() {
            running.control.cancel();
        }
        Ok(())
    }

    /// Forgets the report of the last import, or that it was cut off.
    pub async fn import_dismiss(&self, _: NoArgs) -> Result<(), IpcError> {
        if self.inner.importing.running().is_none_or(|running| running.progress.is_none()) {
            record::remove(self.home()).await?;
            self.inner.importing.reported(None);
            self.inner.events.send(AppEvent::Import);
        }
        Ok(())
    }

    async fn begin_import(&self, args: &ImportStartArgs) -> Result<Running, IpcError> {
        self.store().await?;
        let path = PathBuf::from(&args.path);
        let found = blocking(move || std::fs::metadata(path)).await?;
        found.map_err(|failure| import_error(&ImportError::Io(failure)))?;
        let progress = ImportProgress {
            name: name(Path::new(&args.path)),
            read_bytes: 0,
            total_bytes: 0,
            conversations: 0,
            messages: 0,
        };
        let running =
            Running { control: Arc::new(Control::default()), progress: Some(Arc::new(Mutex::new(progress))) };
        self.inner.importing.begin(running.clone())?;
        Ok(running)
    }
}

impl Running {
    fn now(&self) -> ImportProgress {
        let (read_bytes, total_bytes) = self.control.progress();
        let counted =
            self.progress.as_ref().map(|it| it.lock().unwrap_or_else(PoisonError::into_inner).clone());
        let empty =
            ImportProgress { name: String::new(), read_bytes, total_bytes, conversations: 0, messages: 0 };
        // ZIPs may say less than they hold.
        ImportProgress { read_bytes, total_bytes: total_bytes.max(read_bytes), ..counted.unwrap_or(empty) }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, IpcError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| error::internal("The file was not read."))
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn format(format: Format) -> ImportFormat {
    match format {
        Format::ChatGpt => ImportFormat::Chatgpt,
        Format::Claude => ImportFormat::Claude,
        Format::OpenWebUi => ImportFormat::OpenWebui,
        Format::LibreChat => ImportFormat::Librechat,
        Format::Jan => ImportFormat::Jan,
        Format::Chatbox => ImportFormat::Chatbox,
        Format::Parlance => ImportFormat::Parlance,
    }
}

fn import_error(failure: &ImportError) -> IpcError {
    let message = match failure {
        ImportError::Unknown => {
            "This is no export that Parlance knows: ChatGPT, Claude, Open WebUI, LibreChat, Jan or Chatbox, or a \
             conversation that Parlance exported as JSON."
        }
        ImportError::Archive => {
            "This is everything that a Parlance exported. Choose it under “Restore from a file” in Settings, or use \
             `parlance-cli restore`."
        }
        ImportError::Zip(_) => {
            "This ZIP file is damaged, or locked with a password. Unpack it and choose the folder."
        }
        ImportError::Cancelled => "The import was cancelled.",
        ImportError::Io(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            "This file is not there any more."
        }
        ImportError::Io(cause) if cause.kind() == std::io::ErrorKind::PermissionDenied => {
            "Parlance may not read this file."
        }
        ImportError::Io(_) => "This file cannot be read.",
    };
    let code = match failure {
        ImportError::Io(cause) if cause.kind() == std::io::ErrorKind::NotFound => ErrorCode::NotFound,
        _ => ErrorCode::Invalid,
    };
    IpcError::new(code, message)
}

fn skip(skips: &mut ImportSkips, skipped: Skipped) {
    let reason = match skipped.reason {
        SkipReason::Unreadable => ImportSkipReason::Unreadable,
        SkipReason::CutOff => ImportSkipReason::CutOff,
        SkipReason::TooLarge => ImportSkipReason::TooLarge,
        SkipReason::Empty => ImportSkipReason::Empty,
        SkipReason::Newer => ImportSkipReason::Newer,
    };
    tell_skip(skips, skipped.title, reason);
}

fn tell_skip(skips: &mut ImportSkips, title: String, reason: ImportSkipReason) {
    skips.count += 1;
    if skips.first.len() < MAX_TOLD {
        skips.first.push(ImportSkip { title, reason });
    }
}

/// Nothing came in yet.
fn empty_report(args: &ImportStartArgs) -> ImportReport {
    ImportReport {
        name: name(Path::new(&args.path)),
        path: args.path.clone(),
        deleted_too: args.deleted_too,
        end: ImportEnd::Complete,
        error: None,
        merged: MergeCounts::default(),
        skipped: ImportSkips::default(),
        lost_files: 0,
        mended: 0,
        newest: None,
    }
}
