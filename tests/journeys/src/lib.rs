//! The real app in a real window, driven through WebKitWebDriver.
//!
//! Each [`Desktop`] has a bus, a keyring daemon and a driver of its own over a [`TempHome`]; WebKit allows one automation
//! session at a time, so journeys run one after the other. Elements are found as a person with a screen reader finds
//! them: by role and name.

mod axe;
mod desktop;
mod keyboard;
mod mouse;
mod page;
mod process;
pub mod scene;
mod wait;
mod window;

pub use desktop::{Desktop, Keyring, artifacts};
pub use page::{Page, Role};
pub use process::app_process;
pub use wait::eventually;
pub use window::close_window;

pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a journey returns: any failure ends it.
pub type Outcome = Result<(), Error>;
