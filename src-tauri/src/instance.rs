//! One window for each data folder: a second start shows the first one's window and ends. Two folders run side by side.
//!
//! The operating system's single-instance services know programs and not folders, so a lock in the folder decides, and a
//! local socket named after the folder carries the wish to be shown.

use std::fs::{File, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;

use interprocess::local_socket::traits::{ListenerExt, Stream as _};
use interprocess::local_socket::{GenericNamespaced, Listener, ListenerOptions, Name, Stream, ToNsName};
use parlance_app::Home;

pub(crate) enum Claim {
    First(Instance),
    /// The first window was asked to show itself.
    Second,
}

pub(crate) struct Instance {
    /// Held until the process ends, however it ends.
    _lock: Option<File>,
    listener: Option<Listener>,
}

/// Claims the data folder for this process. A folder that cannot hold a lock does not stop the start: the window then says
/// what is wrong with it.
pub(crate) fn claim(home: &Home) -> Claim {
    let lock = std::fs::create_dir_all(home.folder())
        .and_then(|()| {
            File::options().create(true).truncate(false).write(true).open(home.folder().join("window.lock"))
        })
        .ok();
    let taken = lock.as_ref().map(|lock| {
        // The process before a restart is about to let go of it.
        if crate::crash::is_restart() { lock.lock().map_err(TryLockError::Error) } else { lock.try_lock() }
    });
    if let Some(Err(TryLockError::WouldBlock)) = taken {
        if let Err(error) = ask_to_show(home) {
            tracing::warn!(%error, "the first window did not answer");
        }
        return Claim::Second;
    }
    // On some systems the socket is a file that outlives its process. It may be replaced by whoever has the lock.
    let held = matches!(taken, Some(Ok(())));
    let listener =
        name(home).and_then(|name| ListenerOptions::new().name(name).try_overwrite(held).create_sync());
    if let Err(error) = &listener {
        tracing::warn!(%error, "a second start will not be able to show this window");
    }
    Claim::First(Instance { _lock: lock, listener: listener.ok() })
}

impl Instance {
    /// Calls `show` whenever the app is started again on this folder.
    pub(crate) fn on_second_start(self, show: impl Fn() + Send + 'static) {
        std::thread::spawn(move || {
            let Self { _lock, listener } = self;
            for connection in listener.iter().flat_map(ListenerExt::incoming) {
                drop(connection);
                show();
            }
            // Without a listener the lock still has to be held.
            std::thread::park();
        });
    }
}

fn ask_to_show(home: &Home) -> std::io::Result<()> {
    Stream::connect(name(home)?)?.flush()
}

fn name(home: &Home) -> std::io::Result<Name<'static>> {
    let folder = home.folder().canonicalize().unwrap_or_else(|_| home.folder().to_owned());
    let mut hash = DefaultHasher::new();
    folder.hash(&mut hash);
    format!("parlance-window-{:016x}", hash.finish()).to_ns_name::<GenericNamespaced>()
}
