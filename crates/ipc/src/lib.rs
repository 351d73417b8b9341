//! What crosses from the core to a face: the webview, the terminal.
//!
//! Every type here has a TypeScript twin in `ui/src/ipc/generated.ts`, written by `cargo test -p parlance-ipc` with
//! `UPDATE_TYPES=1` and compared by the same test without it. Commands are declared once, in [`app_commands`] and
//! [`shell_commands`]: a command that nobody implements does not compile.

mod artifacts;
mod attachments;
mod branches;
mod catalogue;
mod chat;
mod choosing;
mod commands;
mod context;
mod custom_providers;
mod data;
mod diagrams;
mod earlier;
mod error;
mod events;
mod import;
mod keys;
mod merge_counts;
mod models;
mod network;
mod organise;
pub mod parameters;
mod prompts;
mod routing;
mod search;
mod settings;
mod startup;
pub mod typescript;
mod usage;
mod voice;

pub use artifacts::*;
pub use attachments::*;
pub use branches::*;
pub use catalogue::*;
pub use chat::*;
pub use choosing::*;
pub use commands::{NoArgs, STREAM_COMMANDS};
pub use context::*;
pub use custom_providers::*;
pub use data::*;
pub use diagrams::*;
pub use earlier::*;
pub use error::{ErrorCode, IpcError};
pub use events::{Answering, AppEvent, BlockOp, GrowthLevel, PartOp, TurnEvent, TurnStatus};
pub use import::*;
pub use keys::*;
pub use merge_counts::MergeCounts;
pub use models::*;
pub use network::*;
pub use organise::*;
pub use parameters::{
    ConversationParametersArgs, ModelParametersArgs, ParametersArgs, ParametersView, RefusalArgs, RefusalView,
};
pub use prompts::*;
pub use routing::*;
pub use search::*;
pub use settings::*;
pub use startup::*;
pub use usage::*;
pub use voice::*;
