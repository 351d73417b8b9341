use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A home of its own for one process under test; removed when dropped.
#[derive(Debug)]
pub struct TempHome {
    root: TempDir,
}

/// Below the root, with the variable that points there.
const FOLDERS: [(&str, &str); 7] = [
    ("HOME", "home"),
    ("XDG_CONFIG_HOME", "home/.config"),
    ("XDG_DATA_HOME", "home/.local/share"),
    ("XDG_STATE_HOME", "home/.local/state"),
    ("XDG_CACHE_HOME", "home/.cache"),
    ("XDG_RUNTIME_DIR", "run"),
    ("PARLANCE_HOME", "parlance"),
];

impl TempHome {
    /// Makes the folders, readable by their owner alone.
    pub fn new() -> io::Result<Self> {
        let root = tempfile::Builder::new().prefix("parlance-").tempdir()?;
        for (_, folder) in FOLDERS {
            let folder = root.path().join(folder);
            fs::create_dir_all(&folder)?;
            // A runtime folder that others can read is refused by D-Bus and by keyring daemons.
            #[cfg(unix)]
            fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        }
        Ok(Self { root })
    }

    pub fn path(&self) -> &Path {
        self.root.path()
    }

    /// The data folder of Parlance.
    pub fn parlance(&self) -> PathBuf {
        self.root.path().join("parlance")
    }

    /// The environment that a process needs to see this home and no other.
    pub fn env(&self) -> Vec<(&'static str, PathBuf)> {
        FOLDERS.iter().map(|(name, folder)| (*name, self.root.path().join(folder))).collect()
    }
}
