//! The operating system's keyring. Everything here blocks, for as long as the system likes: a locked keyring may ask the
//! user for a password first.

use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

use crate::Secret;

/// The name under which the system's own keyring program shows the keys.
const SERVICE: &str = "Parlance";

/// The longest secret, in characters. Windows allows 2,560 bytes of UTF-16 (`CRED_MAX_CREDENTIAL_BLOB_SIZE`); elsewhere
/// the limit only keeps a pasted document out.
pub const MAX_CHARS: usize = if cfg!(windows) { 1_280 } else { 16_384 };

pub(crate) type Open = dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync;

#[derive(Debug)]
pub(crate) enum Failure {
    /// The keyring is locked, gone or broken; the reason holds no secret.
    Unreachable(String),
    /// The keyring works and will not take this name or value.
    Refused(String),
    /// The keyring holds something for the account that is not a text.
    NotText,
}

#[derive(Clone)]
pub(crate) struct Keyring(Arc<CredentialStore>);

impl Keyring {
    /// Opens a new connection and proves that it can write, read and delete.
    pub(crate) fn open(open: &Open) -> Result<Self, String> {
        let keyring = Self(open().map_err(|error| describe(&error))?);
        // A name of its own for each process, so that two of them can start at once.
        let account = format!("self-test/{}", std::process::id());
        let written = Secret::from_bytes(b"parlance-self-test".to_vec());
        let tested = written.as_ref().map_or(Ok(None), |secret| {
            keyring.set(&account, secret)?;
            let read = keyring.get(&account)?;
            keyring.remove(&account)?;
            Ok(read)
        });
        match tested {
            Ok(read) if read == written => Ok(keyring),
            Ok(_) | Err(Failure::NotText) => Err("it did not give back what was saved in it".to_owned()),
            Err(Failure::Unreachable(reason) | Failure::Refused(reason)) => Err(reason),
        }
    }

    pub(crate) fn get(&self, account: &str) -> Result<Option<Secret>, Failure> {
        let bytes = match self.entry(account)?.get_secret() {
            Err(Error::Ambiguous(entries)) => match entries.first() {
                Some(entry) => entry.get_secret(),
                None => Err(Error::NoEntry),
            },
            other => other,
        };
        match bytes {
            Ok(bytes) => Secret::from_bytes(bytes).map(Some).ok_or(Failure::NotText),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    pub(crate) fn set(&self, account: &str, secret: &Secret) -> Result<(), Failure> {
        let entry = self.entry(account)?;
        match entry.set_secret(secret.expose().as_bytes()) {
            // Two programs made the same entry at once: one of the two is enough.
            Err(Error::Ambiguous(entries)) => {
                delete_all(&entries)?;
                entry.set_secret(secret.expose().as_bytes()).map_err(failure)
            }
            other => other.map_err(failure),
        }
    }

    /// An account that is not there counts as removed.
    pub(crate) fn remove(&self, account: &str) -> Result<(), Failure> {
        match self.entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(Error::Ambiguous(entries)) => delete_all(&entries),
            Err(error) => Err(failure(error)),
        }
    }

    fn entry(&self, account: &str) -> Result<Entry, Failure> {
        self.0.build(SERVICE, account, None).map_err(failure)
    }
}

fn delete_all(entries: &[Entry]) -> Result<(), Failure> {
    for entry in entries {
        match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => {}
            Err(error) => return Err(failure(error)),
        }
    }
    Ok(())
}

fn failure(error: Error) -> Failure {
    match error {
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            Failure::NotText
        }
        Error::TooLong(..) | Error::Invalid(..) => Failure::Refused(describe(&error)),
        other => Failure::Unreachable(describe(&other)),
    }
}

/// How the message bus and the Secret Service's client say that there is no keyring.
const NOBODY_ANSWERS: [&str; 3] =
    ["ServiceUnknown", "no secret service provider", "Failed to connect to address"];

/// The cause, with the system's own words after it. Errors that carry what was stored are named and not shown.
fn describe(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) => match cause.to_string() {
            cause if NOBODY_ANSWERS.iter().any(|sign| cause.contains(sign)) => {
                format!("no keyring program is running ({cause})")
            }
            cause => format!("it cannot be reached ({cause})"),
        },
        Error::NoStorageAccess(cause) => format!("it is locked and was not unlocked ({cause})"),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            "it holds something that is not a text".to_owned()
        }
        Error::BadStoreFormat(_) => "its store is damaged".to_owned(),
        Error::TooLong(_, limit) => format!("it takes at most {limit} bytes"),
        Error::Invalid(what, _) => format!("it does not take this {what}"),
        other => other.to_string(),
    }
}

/// The keyring of this operating system.
#[cfg(target_os = "macos")]
pub(crate) fn open_os() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// The keyring of this operating system.
#[cfg(windows)]
pub(crate) fn open_os() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// The keyring of this operating system: whoever answers as `org.freedesktop.secrets` on the session bus.
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
pub(crate) fn open_os() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(any(target_os = "ios", target_os = "android"))]
pub(crate) fn open_os() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(Error::NotSupportedByStore("this system's keyring is not supported yet".to_owned()))
}
