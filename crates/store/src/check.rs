//! The weekly look at the whole file, so that damage is found while a good copy is still kept.

use std::fs;
use std::io;
use std::path::Path;

use parlance_domain::Timestamp;

use crate::open::create_private_file;
use crate::{Store, StoreError, StoreErrorKind};

const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

impl Store {
    /// Runs [`Store::quick_check`] when the last one that found nothing is a week old or there was none. Gives what was found,
    /// `None` when no check was due. Reads the whole file and blocks no writer: for the background, after a start.
    ///
    /// A check that finds damage is due again at the next start.
    pub async fn check_if_due(&self, now: Timestamp) -> Result<Option<Vec<String>>, StoreError> {
        let file = self.folder.last_check();
        // A time from the future, of a clock that was wrong, says nothing about today.
        let fresh = |last: Timestamp| (0..WEEK_MS).contains(&now.0.saturating_sub(last.0));
        if read(&file).is_some_and(fresh) {
            return Ok(None);
        }
        let found = match self.quick_check().await {
            Ok(found) => found,
            // Damage can be such that the check itself cannot go on.
            Err(error) if error.kind == StoreErrorKind::Corrupt => vec![error.to_string()],
            Err(error) => return Err(error),
        };
        if found.is_empty() {
            write(&file, now)?;
        }
        Ok(Some(found))
    }
}

fn read(file: &Path) -> Option<Timestamp> {
    fs::read_to_string(file).ok()?.trim().parse().ok().map(Timestamp)
}

fn write(file: &Path, now: Timestamp) -> io::Result<()> {
    create_private_file(file)?;
    fs::write(file, format!("{}\n", now.0))
}
