//! API keys: in the OS keyring, else in memory until the program ends, else from the environment. Never on disk in plain.
//!
//! **Who wins.** What the user entered comes before the environment: a key typed into Settings is the newer and more
//! explicit decision. The environment is also used while the keyring that holds the entered key does not answer, so that
//! a script on a machine without a desktop works; the [`Origin`] says so.
//!
//! **When the keyring is asked.** Never before the first call; that call opens it and tests it with a write, a read and a
//! delete. A keyring that is missing, locked or silent for [`PATIENCE`] is set aside, keys then stay in memory, and
//! [`Secrets::retry`] opens it anew and moves them in.

mod connection;
mod index;
mod keyring;
#[cfg(feature = "test-util")]
mod mock;
mod secret;
mod secrets;
mod session;

pub use connection::PATIENCE;
pub use keyring::MAX_CHARS;
#[cfg(feature = "test-util")]
pub use mock::MockKeyring;
pub use secret::{InvalidSecret, Secret};
pub use secrets::{Backend, KeyState, KeyringStatus, Origin, Secrets, SecretsError, Tier};
