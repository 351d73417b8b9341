//! Against a real keyring daemon on a message bus of its own. Each test starts this binary again with its own home and
//! bus, since both are the environment of a whole process; the inner halves are `#[ignore]`d for everybody else.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed step of a test's own machinery is a failed test")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use parlance_secrets::{Backend, KeyState, KeyringStatus, Origin, Secret, Secrets, Tier};

const OPENAI: &str = "provider/openai";
const KEY: &str = "sk-real-keyring-1234";
/// Holds the folder of the inner half; without it nothing here touches a keyring.
const FOLDER: &str = "PARLANCE_KEYRING_TEST";

/// A bus that starts no service by itself, unlike the system's default configuration.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

fn missing(programs: &[&'static str]) -> Option<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    programs
        .iter()
        .copied()
        .find(|program| !std::env::split_paths(&path).any(|dir| dir.join(program).exists()))
}

/// Runs the inner half `test` of this binary after the words of `before`.
fn run_inner(test: &str, before: &[&str], folder: &Path) {
    let this = std::env::current_exe().unwrap();
    let mut words: Vec<&std::ffi::OsStr> = before.iter().map(std::ffi::OsStr::new).collect();
    words.push(this.as_os_str());
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_RUNTIME_DIR", folder)
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", folder.join("no-bus").display()))
        .env_remove("DISPLAY")
        .env(FOLDER, folder);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

fn inner_folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

fn secrets(folder: &Path) -> Secrets {
    Secrets::new(Backend::os(folder.join("keys.json")), |_| None)
}

/// Every file below `folder` that holds `needle` as it is.
fn files_with(folder: &Path, needle: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, needle));
        } else if path.is_file()
            && std::fs::read(&path).unwrap().windows(needle.len()).any(|bytes| bytes == needle.as_bytes())
        {
            found.push(path);
        }
    }
    found
}

/// Starts and unlocks a daemon for the bus of this process. It takes its name there at a time of its own.
fn start_daemon() {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    daemon.stdin.take().unwrap().write_all(b"password").unwrap();
    assert!(daemon.wait().unwrap().success());
}

#[test]
fn a_key_lives_in_the_keyring_and_nowhere_else() {
    if let Some(program) = missing(&["dbus-run-session", "gnome-keyring-daemon"]) {
        eprintln!("SKIPPED: {program} is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let unlocked =
        "printf %s pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$@\"";
    let before = ["dbus-run-session", "--", "sh", "-c", unlocked, "_"];
    run_inner("inner_saves_and_finds_a_key", &before, folder.path());
    assert_eq!(files_with(folder.path(), KEY), Vec::<PathBuf>::new());
    assert!(files_with(folder.path(), OPENAI).contains(&folder.path().join("keys.json")));
}

#[tokio::test]
#[ignore = "run by a_key_lives_in_the_keyring_and_nowhere_else"]
async fn inner_saves_and_finds_a_key() {
    let Some(folder) = inner_folder() else { return };
    let first = secrets(&folder);
    assert_eq!(first.status().await, KeyringStatus::Ready);
    assert_eq!(first.set(OPENAI, Secret::key("sk-the-first-one-0000").unwrap()).await, Ok(Tier::Keyring));
    assert_eq!(first.set(OPENAI, Secret::key(KEY).unwrap()).await, Ok(Tier::Keyring));

    let second = secrets(&folder);
    let (secret, origin) = second.get(OPENAI, None).await.unwrap().unwrap();
    assert_eq!((secret.expose(), origin), (KEY, Origin::Keyring));
    let header = "provider/custom-x/header/Authorization";
    second.set(header, Secret::header_value("Bearer abcdefgh-5678").unwrap()).await.unwrap();
    assert_eq!(first.get(header, None).await.unwrap().unwrap().0.expose(), "Bearer abcdefgh-5678");
    second.remove(header).await.unwrap();
    second.remove(header).await.unwrap();
    assert_eq!(first.state(header, None).await, KeyState::NotSet);
    assert_eq!(first.state(OPENAI, None).await, KeyState::Keyring { last4: "1234".into() });
}

#[test]
fn keys_move_in_when_the_keyring_appears() {
    if let Some(program) = missing(&["dbus-run-session", "gnome-keyring-daemon"]) {
        eprintln!("SKIPPED: {program} is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("bus.conf");
    std::fs::write(&config, BARE_BUS).unwrap();
    let config = format!("--config-file={}", config.display());
    run_inner("inner_retries", &["dbus-run-session", &config, "--"], folder.path());
    assert_eq!(files_with(folder.path(), KEY), Vec::<PathBuf>::new());
}

#[tokio::test]
#[ignore = "run by keys_move_in_when_the_keyring_appears"]
async fn inner_retries() {
    let Some(folder) = inner_folder() else { return };
    let keys = secrets(&folder);
    let KeyringStatus::Unavailable { reason } = keys.status().await else { panic!("nobody answers yet") };
    assert!(reason.starts_with("no keyring program is running"), "{reason}");
    assert_eq!(keys.set(OPENAI, Secret::key(KEY).unwrap()).await, Ok(Tier::Session));
    assert!(matches!(keys.retry().await, KeyringStatus::Unavailable { .. }));

    start_daemon();
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(20));
    let ready = async {
        while keys.retry().await != KeyringStatus::Ready {
            ticks.tick().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), ready).await.unwrap();
    assert_eq!(keys.state(OPENAI, None).await, KeyState::Keyring { last4: "1234".into() });
    assert_eq!(secrets(&folder).state(OPENAI, None).await, KeyState::Keyring { last4: "1234".into() });
}

#[test]
fn without_a_bus_keys_stay_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    run_inner("inner_has_no_bus", &[], folder.path());
    assert_eq!(files_with(folder.path(), KEY), Vec::<PathBuf>::new());
}

#[tokio::test]
#[ignore = "run by without_a_bus_keys_stay_in_memory"]
async fn inner_has_no_bus() {
    let Some(folder) = inner_folder() else { return };
    std::fs::write(folder.join("keys.json"), r#"{"accounts":["provider/groq"]}"#).unwrap();
    let keys = secrets(&folder);
    let KeyringStatus::Unavailable { reason } = keys.status().await else { panic!("there is no bus") };
    assert!(reason.starts_with("no keyring program is running"), "{reason}");
    assert_eq!(keys.set(OPENAI, Secret::key(KEY).unwrap()).await, Ok(Tier::Session));
    assert_eq!(keys.state(OPENAI, None).await, KeyState::Session { last4: "1234".into() });
    assert_eq!(keys.state("provider/groq", None).await, KeyState::Unreachable);
    assert_eq!(keys.state("provider/xai", None).await, KeyState::NotSet);
}
