//! Ctrl-C, counted. Who stops what is the business of what runs.

use std::io;

use tokio::sync::watch;

/// Tells of each Ctrl-C from now on. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Interrupts(watch::Receiver<u64>);

impl Interrupts {
    /// From here on Ctrl-C does not end the process by itself.
    ///
    /// # Errors
    /// When the system does not let the process have its signals.
    pub(crate) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        let mut signals = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
        #[cfg(windows)]
        let mut signals = tokio::signal::windows::ctrl_c()?;
        let (sender, receiver) = watch::channel(0);
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                sender.send_modify(|count| *count += 1);
            }
        });
        Ok(Self(receiver))
    }

    /// Forgets those that came before.
    pub(crate) fn clear(&mut self) {
        self.0.mark_unchanged();
    }

    /// The next one. For ever when none can come.
    pub(crate) async fn next(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
