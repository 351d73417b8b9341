use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use keyring_core::{CredentialStore, Error, mock};
use tempfile::TempDir;

use super::*;

const LOCKED: &str = "it is locked and was not unlocked (no answer)";
const OPENAI: &str = "provider/openai";
const VARIABLE: &str = "OPENAI_API_KEY";

fn key(text: &str) -> Secret {
    Secret::key(text).unwrap()
}

fn from_environment(name: &str) -> Option<String> {
    (name == VARIABLE).then(|| " sk-environment-eeee\n".to_owned())
}

/// A keyring that a test can take away.
struct Switch {
    store: Arc<mock::Store>,
    on: AtomicBool,
    opened: AtomicUsize,
    folder: TempDir,
}

impl Switch {
    fn new(on: bool) -> Arc<Self> {
        Arc::new(Self {
            store: mock::Store::new().unwrap(),
            on: AtomicBool::new(on),
            opened: AtomicUsize::new(0),
            folder: tempfile::tempdir().unwrap(),
        })
    }

    fn turn(&self, on: bool) {
        self.on.store(on, Ordering::SeqCst);
    }

    fn secrets(self: &Arc<Self>) -> Secrets {
        self.secrets_with(|_| None)
    }

    fn secrets_with(
        self: &Arc<Self>,
        environment: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Secrets {
        let switch = Arc::clone(self);
        let open = move || -> keyring_core::Result<Arc<CredentialStore>> {
            switch.opened.fetch_add(1, Ordering::SeqCst);
            if switch.on.load(Ordering::SeqCst) {
                Ok(switch.store.clone())
            } else {
                Err(Error::NoStorageAccess("no answer".into()))
            }
        };
        Secrets::new(Backend::keyring(Arc::new(open), self.index()), environment)
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("keys.json")
    }

    fn fail_next(&self, account: &str, error: Error) {
        let entry =
            keyring_core::api::CredentialStoreApi::build(&*self.store, "Parlance", account, None).unwrap();
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
    }
}

#[tokio::test]
async fn a_saved_key_is_found_again_and_listed_by_name_only() {
    let switch = Switch::new(true);
    let secrets = switch.secrets();
    assert_eq!(secrets.set(OPENAI, key("sk-abcdefgh-1234")).await, Ok(Tier::Keyring));

    let again = switch.secrets();
    let (secret, origin) = again.get(OPENAI, None).await.unwrap().unwrap();
    assert_eq!((secret.expose(), origin), ("sk-abcdefgh-1234", Origin::Keyring));
    assert_eq!(again.state(OPENAI, None).await, KeyState::Keyring { last4: "1234".into() });
    let index = std::fs::read_to_string(switch.index()).unwrap();
    assert!(index.contains(OPENAI) && !index.contains("1234"), "{index}");

    again.remove(OPENAI).await.unwrap();
    assert_eq!(secrets.get(OPENAI, None).await, Ok(None));
    assert!(!std::fs::read_to_string(switch.index()).unwrap().contains(OPENAI));
}

#[tokio::test]
async fn nothing_is_opened_before_the_first_call() {
    let switch = Switch::new(true);
    let secrets = switch.secrets();
    assert_eq!(switch.opened.load(Ordering::SeqCst), 0);
    assert_eq!(secrets.status().await, KeyringStatus::Ready);
    secrets.get(OPENAI, None).await.unwrap();
    assert_eq!(switch.opened.load(Ordering::SeqCst), 1);
    assert!(!switch.index().exists(), "the self-test must not be listed");
}

#[tokio::test]
async fn an_entered_key_wins_over_the_environment() {
    let switch = Switch::new(true);
    let secrets = switch.secrets_with(from_environment);
    let environment = KeyState::Environment { variable: VARIABLE.into(), last4: "eeee".into() };
    assert_eq!(secrets.state(OPENAI, Some(VARIABLE)).await, environment);
    secrets.set(OPENAI, key("sk-entered-kkkk")).await.unwrap();
    assert_eq!(secrets.state(OPENAI, Some(VARIABLE)).await, KeyState::Keyring { last4: "kkkk".into() });
    assert_eq!(secrets.environment(VARIABLE).unwrap().expose(), "sk-environment-eeee");
    secrets.remove(OPENAI).await.unwrap();
    assert_eq!(secrets.state(OPENAI, Some(VARIABLE)).await, environment);
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::NotSet);
}

#[tokio::test]
async fn an_unusable_variable_is_no_key() {
    for text in ["", "  ", "two words"] {
        let secrets = Secrets::new(Backend::memory(), move |_| Some(text.to_owned()));
        assert_eq!(secrets.state(OPENAI, Some(VARIABLE)).await, KeyState::NotSet);
    }
}

#[tokio::test]
async fn without_a_keyring_keys_stay_in_memory_until_a_retry_moves_them() {
    let switch = Switch::new(false);
    let secrets = switch.secrets();
    assert_eq!(secrets.status().await, KeyringStatus::Unavailable { reason: LOCKED.into() });
    assert_eq!(secrets.set(OPENAI, key("sk-abcdefgh-1234")).await, Ok(Tier::Session));
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::Session { last4: "1234".into() });
    assert!(!switch.index().exists());
    assert_eq!(switch.secrets().state(OPENAI, None).await, KeyState::NotSet, "memory is not shared");

    switch.turn(true);
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::Session { last4: "1234".into() }, "no retry yet");
    assert_eq!(secrets.retry().await, KeyringStatus::Ready);
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::Keyring { last4: "1234".into() });
    assert_eq!(switch.secrets().state(OPENAI, None).await, KeyState::Keyring { last4: "1234".into() });
}

#[tokio::test]
async fn a_key_behind_a_locked_keyring_is_unreachable_and_not_unset() {
    let switch = Switch::new(true);
    switch.secrets().set(OPENAI, key("sk-abcdefgh-1234")).await.unwrap();
    switch.turn(false);

    let secrets = switch.secrets_with(from_environment);
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::Unreachable);
    assert_eq!(secrets.state("provider/groq", None).await, KeyState::NotSet);
    let unreachable = SecretsError::Unreachable { reason: LOCKED.into() };
    assert_eq!(secrets.get(OPENAI, None).await, Err(unreachable.clone()));
    assert_eq!(secrets.remove(OPENAI).await, Err(unreachable));
    assert_eq!(secrets.remove("provider/groq").await, Ok(()));
    assert!(matches!(secrets.state(OPENAI, Some(VARIABLE)).await, KeyState::Environment { .. }));

    assert_eq!(secrets.set(OPENAI, key("sk-the-new-one-5678")).await, Ok(Tier::Session));
    switch.turn(true);
    secrets.retry().await;
    let (secret, origin) = switch.secrets().get(OPENAI, None).await.unwrap().unwrap();
    assert_eq!((secret.expose(), origin), ("sk-the-new-one-5678", Origin::Keyring));
}

#[tokio::test]
async fn a_broken_connection_is_opened_once_more() {
    let switch = Switch::new(true);
    let secrets = switch.secrets();
    secrets.set(OPENAI, key("sk-abcdefgh-1234")).await.unwrap();
    switch.fail_next(OPENAI, Error::PlatformFailure("no session".into()));
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::Keyring { last4: "1234".into() });
    assert_eq!(switch.opened.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_keyring_that_goes_away_is_noticed() {
    let switch = Switch::new(true);
    let secrets = switch.secrets();
    secrets.set(OPENAI, key("sk-abcdefgh-1234")).await.unwrap();
    switch.turn(false);
    switch.fail_next(OPENAI, Error::PlatformFailure("no session".into()));
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::Unreachable);
    assert_eq!(secrets.status().await, KeyringStatus::Unavailable { reason: LOCKED.into() });
}

#[tokio::test]
async fn a_refused_value_leaves_the_keyring_in_use() {
    let switch = Switch::new(true);
    let secrets = switch.secrets();
    secrets.status().await;
    switch.fail_next(OPENAI, Error::TooLong("secret".into(), 7));
    assert!(matches!(secrets.set(OPENAI, key("sk-abcdefgh-1234")).await, Err(SecretsError::Refused { .. })));
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::NotSet);
    assert_eq!(secrets.status().await, KeyringStatus::Ready);
}

#[tokio::test]
async fn something_else_in_the_keyring_is_no_key() {
    let switch = Switch::new(true);
    let secrets = switch.secrets();
    secrets.set(OPENAI, key("sk-abcdefgh-1234")).await.unwrap();
    switch.fail_next(OPENAI, Error::BadEncoding(vec![0xff]));
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::NotSet);
    assert_eq!(secrets.status().await, KeyringStatus::Ready);
}

#[tokio::test]
async fn names_and_lengths_have_limits() {
    let secrets = Secrets::new(Backend::memory(), |_| None);
    let long = key(&"k".repeat(MAX_CHARS + 1));
    assert_eq!(secrets.set(OPENAI, long).await, Err(SecretsError::TooLong { limit: MAX_CHARS }));
    assert_eq!(secrets.set(OPENAI, key(&"k".repeat(MAX_CHARS))).await, Ok(Tier::Session));
    for account in ["", "with space", "line\nbreak", &"a".repeat(201)] {
        assert!(matches!(secrets.get(account, None).await, Err(SecretsError::Account { .. })), "{account:?}");
    }
}

/// Lets time pass until `call` ends; the clock stands still otherwise.
async fn with_time<T: Send + 'static>(call: impl Future<Output = T> + Send + 'static) -> T {
    let call = tokio::spawn(call);
    while !call.is_finished() {
        tokio::task::yield_now().await;
        tokio::time::advance(crate::PATIENCE / 10).await;
    }
    call.await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_silent_keyring_is_given_up_and_taken_when_it_opens_late() {
    let store = mock::Store::new().unwrap();
    let (unlock, locked) = mpsc::channel::<()>();
    let locked = std::sync::Mutex::new(locked);
    let (entered, opening) = mpsc::channel::<()>();
    let open = move || -> keyring_core::Result<Arc<CredentialStore>> {
        entered.send(()).unwrap();
        locked.lock().unwrap().recv().map_err(|_| Error::NoEntry)?;
        Ok(store.clone())
    };
    let folder = tempfile::tempdir().unwrap();
    let secrets = Secrets::new(Backend::keyring(Arc::new(open), folder.path().join("keys.json")), |_| None);

    let call = secrets.clone();
    let tier = with_time(async move { call.set(OPENAI, key("sk-abcdefgh-1234")).await }).await;
    assert_eq!(tier, Ok(Tier::Session));
    let KeyringStatus::Unavailable { reason } = secrets.status().await else { panic!("it is silent") };
    assert!(reason.contains("5 seconds"), "{reason}");

    unlock.send(()).unwrap();
    assert_eq!(secrets.retry().await, KeyringStatus::Ready);
    assert_eq!(secrets.state(OPENAI, None).await, KeyState::Keyring { last4: "1234".into() });
    assert_eq!(opening.try_iter().count(), 1, "the user must not be asked twice");
}

#[tokio::test]
async fn no_key_shows_in_any_debug_or_error_text() {
    const KEY: &str = "sk-very-secret-0000";
    let switch = Switch::new(true);
    let secrets = switch.secrets_with(|_| Some(KEY.to_owned()));
    let mut shown = format!("{secrets:?} {:?}", secrets.set(OPENAI, key(KEY)).await);
    shown +=
        &format!("{:?} {:?}", secrets.get(OPENAI, Some(VARIABLE)).await, secrets.state(OPENAI, None).await);
    for error in [
        Error::BadEncoding(KEY.as_bytes().to_vec()),
        Error::BadDataFormat(KEY.as_bytes().to_vec(), KEY.into()),
        Error::BadStoreFormat(KEY.to_owned()),
        Error::Invalid("secret".to_owned(), KEY.to_owned()),
    ] {
        switch.fail_next(OPENAI, error);
        match secrets.get(OPENAI, None).await {
            Err(error) => shown += &format!("{error} {error:?}"),
            Ok(found) => shown += &format!("{found:?}"),
        }
    }
    let long = format!("{KEY}{}", "x".repeat(MAX_CHARS));
    let error = secrets.set(OPENAI, key(&long)).await.unwrap_err();
    shown += &format!("{error} {error:?}");
    shown += &format!("{:?}", Secret::key(format!("{KEY} x")));
    assert!(!shown.contains("very-secret"), "{shown}");
}
