//! Work on the whole history, of which there is one at a time: exports, backups, restores, cleaning up.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use parlance_ipc::{AppEvent, DataJob, DataJobKind, ErrorCode, IpcError, NoArgs};

use crate::App;

/// Progress is told no more often.
const TELL: Duration = Duration::from_millis(250);

/// What works now.
#[derive(Default)]
pub(crate) struct DataWork {
    running: Arc<Mutex<Option<Arc<Running>>>>,
    /// Why the last backup failed.
    pub(crate) backup_problem: Mutex<Option<String>>,
}

pub(crate) struct Running {
    kind: DataJobKind,
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
    told: Mutex<Instant>,
    app: App,
    slot: Arc<Mutex<Option<Arc<Self>>>>,
}

/// The right to work. It is given back when it is dropped.
pub(crate) struct Job(Arc<Running>);

impl App {
    /// # Errors
    /// `Busy` while other work runs.
    pub(crate) fn begin_job(&self, kind: DataJobKind) -> Result<Job, IpcError> {
        let slot = self.inner.data.running.clone();
        let mut running = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if running.is_some() {
            let message = "Another export, backup or restore is still running. Wait for it, or stop it.";
            return Err(IpcError::new(ErrorCode::Busy, message));
        }
        let job = Arc::new(Running {
            kind,
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
            told: Mutex::new(Instant::now()),
            app: self.clone(),
            slot: slot.clone(),
        });
        *running = Some(job.clone());
        drop(running);
        self.inner.events.send(AppEvent::Data);
        Ok(Job(job))
    }

    /// What works now, and how far it is.
    pub async fn data_job(&self, _: NoArgs) -> Result<Option<DataJob>, IpcError> {
        let running = self.inner.data.running.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(running.as_ref().map(|job| DataJob {
            kind: job.kind,
            done: job.done.load(Ordering::Relaxed),
            total: job.total.load(Ordering::Relaxed),
        }))
    }

    /// Asks what works to stop. What it did until then stays, or is taken back where half of it is of no use.
    pub async fn cancel_data_job(&self, _: NoArgs) -> Result<(), IpcError> {
        let running = self.inner.data.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(job) = running.as_ref() {
            job.cancelled.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl Job {
    /// Whether to go on.
    pub(crate) fn at(&self, done: u64, total: u64) -> bool {
        self.0.done.store(done, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
        let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.elapsed() >= TELL {
            *told = Instant::now();
            self.0.app.inner.events.send(AppEvent::Data);
        }
        !self.0.cancelled.load(Ordering::Relaxed)
    }

    pub(crate) fn check(&self, done: u64, total: u64) -> Result<(), IpcError> {
        if self.at(done, total) {
            return Ok(());
        }
        Err(IpcError::new(ErrorCode::Invalid, "It was stopped."))
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        *self.0.slot.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.0.app.inner.events.send(AppEvent::Data);
    }
}
