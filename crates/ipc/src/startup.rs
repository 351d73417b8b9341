use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether the history opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Startup {
    Opening,
    Ready,
    /// Open, but a check found damage in it.
    Damaged(StartupProblem),
    Failed(StartupProblem),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StartupProblem {
    pub kind: StartupProblemKind,
    /// The file or folder in question.
    pub path: String,
    /// The cause in the system's words.
    pub detail: String,
    /// Kept copies that could be restored, newest first.
    pub copies: Vec<DatabaseCopy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StartupProblemKind {
    Corrupt,
    /// Written by a newer version of the app.
    Newer,
    ReadOnly,
    DiskFull,
    Locked,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DatabaseCopy {
    /// The file's name in the folder of kept copies.
    pub name: String,
    #[ts(type = "number")]
    pub made_at: i64,
    #[ts(type = "number")]
    pub size_bytes: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RestoreArgs {
    /// A `DatabaseCopy::name`.
    pub copy: String,
}
