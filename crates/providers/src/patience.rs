use std::pin::pin;

use std::time::Duration;

use futures::SinkExt as _;
use futures::channel::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::{ProviderError, ProviderEvent, Timeouts};

/// Where the events of a call go. A send fails only when nobody listens any more, and then the call is dropped with it.
pub(crate) type Events = mpsc::Sender<Result<ProviderEvent, ProviderError>>;

/// How long nothing was said in one call, and when to tell of it next.
pub(crate) struct Silence {
    since: Instant,
    next_notice: Instant,
    notice_after: Duration,
    notice_every: Duration,
}

impl Silence {
    pub(crate) fn new(timeouts: &Timeouts) -> Self {
        let since = Instant::now();
        Self {
            since,
            next_notice: since + timeouts.notice_after,
            notice_after: timeouts.notice_after,
            notice_every: timeouts.notice_every,
        }
    }

    /// Something was said. Bytes that say nothing, such as keep-alive comments, do not end a silence.
    pub(crate) fn broken(&mut self) {
        self.since = Instant::now();
        self.next_notice = self.since + self.notice_after;
    }

    /// Waits for `future`, but no longer than `limit`, and tells of the silence meanwhile. `None` is a time-out.
    pub(crate) async fn wait<F: Future>(
        &mut self,
        future: F,
        limit: Duration,
        events: &mut Events,
    ) -> Option<F::Output> {
        let mut future = pin!(future);
        let deadline = Instant::now() + limit;
        loop {
            let wake = self.next_notice.min(deadline);
            tokio::select! {
                biased;
                output = &mut future => return Some(output),
                () = sleep_until(wake) => {}
            }
            let now = Instant::now();
            if now >= deadline {
                return None;
            }
            self.next_notice = now + self.notice_every;
            let _ = events.send(Ok(ProviderEvent::Waiting { silent_for: now - self.since })).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use futures::StreamExt as _;

    use super::*;

    fn silences(mut events: mpsc::Receiver<Result<ProviderEvent, ProviderError>>) -> Vec<u64> {
        let mut seconds = Vec::new();
        while let Ok(event) = events.try_recv() {
            match event {
                Ok(ProviderEvent::Waiting { silent_for }) => seconds.push(silent_for.as_secs()),
                other => panic!("{other:?}"),
            }
        }
        seconds
    }

    #[tokio::test(start_paused = true)]
    async fn a_silence_is_told_from_ten_seconds_on_and_ends_at_the_limit() {
        let (mut out, events) = mpsc::channel(100);
        let timeouts = Timeouts::default();
        let begun = Instant::now();
        let answer = Silence::new(&timeouts).wait(pending::<()>(), timeouts.idle, &mut out).await;
        assert_eq!(answer, None);
        assert_eq!(begun.elapsed().as_secs(), 90);
        assert_eq!(silences(events), (10..90).collect::<Vec<_>>());
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_in_time_is_given_without_a_notice() {
        let (mut out, events) = mpsc::channel(100);
        let mut silence = Silence::new(&Timeouts::default());
        for _ in 0..3 {
            let answer = async {
                tokio::time::sleep(Duration::from_secs(9)).await;
                7
            };
            assert_eq!(silence.wait(answer, Duration::from_secs(90), &mut out).await, Some(7));
            silence.broken();
        }
        assert_eq!(silences(events), [0_u64; 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_that_say_nothing_keep_the_connection_and_not_the_peace() {
        let (mut out, events) = mpsc::channel(100);
        let mut silence = Silence::new(&Timeouts::default());
        for _ in 0..3 {
            let keep_alive = tokio::time::sleep(Duration::from_secs(4));
            assert_eq!(silence.wait(keep_alive, Duration::from_secs(5), &mut out).await, Some(()));
        }
        assert_eq!(silences(events), [10, 11]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_left_does_not_end_the_wait() {
        let (mut out, events) = mpsc::channel(0);
        drop(events.map(|_| ()));
        let mut silence = Silence::new(&Timeouts::default());
        let answer = tokio::time::sleep(Duration::from_secs(30));
        assert_eq!(silence.wait(answer, Duration::from_secs(60), &mut out).await, Some(()));
    }
}
