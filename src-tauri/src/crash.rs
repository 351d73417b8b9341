//! A panic of the main thread takes the window with it. Another window is opened in its place and says what happened; the
//! report was written by then, and running answers are in the journal.

use std::panic;
use std::process::Command;
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use parlance_app::RESTARTED;

/// An app that lived shorter would most likely end in the same way again.
const LIVED: Duration = Duration::from_secs(20);

/// Called on the main thread, after the hook that writes the report was installed.
pub(crate) fn restart_after_panic() {
    let begun = Instant::now();
    on_panic_of(thread::current().id(), move || {
        if begun.elapsed() >= LIVED {
            restart();
        }
        // Unwinding would go on into the frames of the system's window toolkit.
        std::process::abort();
    });
}

/// Whether this process stands in the place of one that panicked, which may still be about to end.
pub(crate) fn is_restart() -> bool {
    std::env::var_os(RESTARTED).is_some()
}

fn restart() {
    if let Ok(program) = std::env::current_exe() {
        // When even that fails, the report is shown at the next start.
        let _ = Command::new(program).args(std::env::args_os().skip(1)).env(RESTARTED, "1").spawn();
    }
}

fn on_panic_of(thread: ThreadId, act: impl Fn() + Send + Sync + 'static) {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        before(info);
        if thread::current().id() == thread {
            act();
        }
    }));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn only_the_main_thread_takes_the_window_along() {
        let acted = Arc::new(AtomicU32::new(0));
        on_panic_of(thread::current().id(), {
            let acted = acted.clone();
            move || {
                acted.fetch_add(1, Ordering::SeqCst);
            }
        });
        assert!(thread::spawn(|| panic!("a panic of this test")).join().is_err());
        assert_eq!(acted.load(Ordering::SeqCst), 0);
        assert!(panic::catch_unwind(|| panic!("another panic of this test")).is_err());
        assert_eq!(acted.load(Ordering::SeqCst), 1);
        drop(panic::take_hook());
    }
}
