use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Secret;

/// Keys that live as long as the process.
#[derive(Clone, Default)]
pub(crate) struct Session(Arc<Mutex<HashMap<String, Secret>>>);

impl Session {
    pub(crate) fn get(&self, account: &str) -> Option<Secret> {
        self.lock().get(account).cloned()
    }

    pub(crate) fn set(&self, account: &str, secret: Secret) {
        self.lock().insert(account.to_owned(), secret);
    }

    pub(crate) fn remove(&self, account: &str) {
        self.lock().remove(account);
    }

    /// Forgets the account's key if it is still `secret`: a write that was given up may end long after a newer key came.
    pub(crate) fn remove_exactly(&self, account: &str, secret: &Secret) {
        let mut keys = self.lock();
        if keys.get(account) == Some(secret) {
            keys.remove(account);
        }
    }

    pub(crate) fn all(&self) -> Vec<(String, Secret)> {
        self.lock().iter().map(|(account, secret)| (account.clone(), secret.clone())).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        // No code panics while it holds the lock, and a map is whole after any of these calls.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
