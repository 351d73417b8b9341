//! A keyring in memory that a test can lock.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keyring_core::{CredentialStore, Error, mock};

use crate::Backend;

/// What is in it outlives the programs that use it, as in the system's own.
#[derive(Clone)]
pub struct MockKeyring {
    store: Arc<mock::Store>,
    locked: Arc<AtomicBool>,
}

impl MockKeyring {
    /// An empty one, unlocked.
    pub fn new() -> keyring_core::Result<Self> {
        Ok(Self { store: mock::Store::new()?, locked: Arc::default() })
    }

    /// Whether it can be opened from now on. Who has it open already keeps it.
    pub fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    /// For one program; `index` as in [`Backend::os`].
    pub fn backend(&self, index: impl Into<PathBuf>) -> Backend {
        let Self { store, locked } = self.clone();
        let open = move || -> keyring_core::Result<Arc<CredentialStore>> {
            if locked.load(Ordering::SeqCst) {
                return Err(Error::NoStorageAccess("no answer".into()));
            }
            Ok(store.clone())
        };
        Backend::keyring(Arc::new(open), index)
    }
}
