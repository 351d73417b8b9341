use parlance_domain::ConversationId;
use serde::Deserialize;
use ts_rs::TS;

use crate::ExportFormat;

/// What a path is wanted for. The person is asked by the system's own dialog; the answer is a path for a field, and `null` where
/// they thought better of it. A page can do nothing with a path but hand it in again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChoosePathArgs {
    /// The file for one conversation.
    ExportOne {
        #[ts(type = "string")]
        conversation: ConversationId,
        format: ExportFormat,
    },
    /// The folder for several.
    ExportFolder,
    /// The file for everything.
    ExportAll {
        /// Behind a passphrase.
        sealed: bool,
    },
    BackupFolder,
    /// A backup or an archive that is there.
    BackupFile,
}
