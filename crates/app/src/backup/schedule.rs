//! When a backup is due.

use std::sync::PoisonError;
use std::time::Duration;

use parlance_domain::Timestamp;
use parlance_ipc::AppEvent;

use super::plan::Plan;
use super::{interval_ms, list, source};
use crate::App;

/// So often it is looked whether one is due; the first time so long after the start.
const LOOK: Duration = Duration::from_secs(30 * 60);
const FIRST: Duration = Duration::from_secs(60);

impl App {
    /// Makes backups as long as the process lives, whenever one is due. Called once, by a face that stays.
    pub async fn keep_backups(self) {
        let home = self.home().folder().to_owned();
        if let Ok(Err(failure)) = tokio::task::spawn_blocking(move || source::sweep(&home)).await {
            tracing::warn!(kind = ?failure.kind(), "what a restore left stays");
        }
        tokio::time::sleep(FIRST).await;
        loop {
            self.back_up_if_due(Timestamp::now()).await;
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Gives whether one was made. A failure is told once, until a backup succeeds.
    pub async fn back_up_if_due(&self, now: Timestamp) -> bool {
        let home = self.home().folder().to_owned();
        let Ok(Ok(plan)) = tokio::task::spawn_blocking(move || Plan::read(&home)).await else { return false };
        let (Some(folder), Some(interval)) = (plan.settings.folder.clone(), interval_ms(&plan.settings))
        else {
            return false;
        };
        let known = self.inner.data.backup_problem.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        let newest = match list(folder).await {
            Ok(backups) => plan.newest(&backups),
            Err(_) => None,
        };
        // One from the future, of a clock that was wrong, says nothing about today.
        let age = newest.map(|newest| now.0.saturating_sub(newest.0));
        if age.is_some_and(|age| (0..interval).contains(&age)) {
            return false;
        }
        match self.make_backup().await {
            Ok(()) => true,
            Err(failure) => {
                tracing::warn!(code = ?failure.code, "no backup was made");
                if !known {
                    self.inner.events.send(AppEvent::BackupFailed);
                }
                false
            }
        }
    }
}
