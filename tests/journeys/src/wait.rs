use std::io;
use std::time::Duration;

use tokio::time::{Instant, interval};

const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again until it is so.
///
/// # Errors
/// When it does not become so.
pub async fn eventually<F: Future<Output = bool>>(what: &str, mut look: impl FnMut() -> F) -> io::Result<()> {
    let end = Instant::now() + PATIENCE;
    let mut ticks = interval(Duration::from_millis(20));
    while Instant::now() < end {
        ticks.tick().await;
        if look().await {
            return Ok(());
        }
    }
    Err(io::Error::other(format!("waited in vain for {what}")))
}
