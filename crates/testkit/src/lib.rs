//! What tests need from the outside world: a provider that can be made to misbehave, and a home for a process.
//!
//! Everything here waits for events and never for a span of time, so a slow machine makes a test slow and not wrong.

mod auto;
mod disk;
mod exchange;
mod home;
mod http;
mod picture;
mod server;
pub mod sse;
mod wires;

pub use auto::{AutoModel, AutoProvider, Ending};
pub use disk::Disk;
pub use exchange::{Exchange, Script, Step};
pub use home::TempHome;
pub use http::{RecordedRequest, Response, chunk, gzip};
pub use picture::{drawn, png};
pub use server::ScriptedServer;
pub use wires::{Counts, Dialect, Say, Stop, Writer};
