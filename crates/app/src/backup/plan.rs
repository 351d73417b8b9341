//! What is settled about backups. In a file beside the history, since it is wanted when that does not open.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use parlance_ipc::BackupSettings;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kept_file;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// Tells the backups of this history from those of others in the same folder.
    pub(crate) history: String,
    #[serde(flatten)]
    pub(crate) settings: BackupSettings,
}

impl Plan {
    /// Where nothing was settled yet, what holds until then. A file that cannot be understood is not written over.
    pub(crate) fn read(home: &Path) -> io::Result<Self> {
        match fs::read(file(home)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let history = Uuid::new_v4().simple().to_string().chars().take(8).collect();
                Ok(Self { history, settings: BackupSettings::default() })
            }
            Err(error) => Err(error),
        }
    }

    /// As [`Plan::read`], with a name for the history that it has from now on.
    pub(crate) fn kept(home: &Path) -> io::Result<Self> {
        let plan = Self::read(home)?;
        if !file(home).exists() {
            plan.write(home)?;
        }
        Ok(plan)
    }

    pub(crate) fn write(&self, home: &Path) -> io::Result<()> {
        let json = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        kept_file::replace(&file(home), &json)
    }
}

fn file(home: &Path) -> PathBuf {
    home.join("backups.json")
}
