//! The one folder in which everything lies.

use std::path::{Path, PathBuf};

/// The data folder and the places in it. Nothing is created before it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// `PARLANCE_HOME`, or else the platform's folder for an application's data.
    ///
    /// `None` on a system that names no such folder and without the variable.
    pub fn from_environment() -> Option<Self> {
        match std::env::var_os("PARLANCE_HOME").filter(|value| !value.is_empty()) {
            Some(folder) => std::path::absolute(PathBuf::from(folder)).ok().map(Self),
            None => dirs::data_dir().map(|data| Self(data.join("parlance"))),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// Each file in it describes a provider.
    pub fn providers(&self) -> PathBuf {
        self.0.join("providers")
    }

    /// What was written for other programs.
    pub fn exports(&self) -> PathBuf {
        self.0.join("exports")
    }

    pub fn crash_report(&self) -> PathBuf {
        self.logs().join("last-crash.txt")
    }
}
