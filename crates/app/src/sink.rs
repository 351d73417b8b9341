/// Where a watcher's events go: a window's channel, a terminal, a test.
pub trait Sink<E>: Send + 'static {
    /// # Errors
    /// [`Closed`] when nobody reads any more; the sender stops.
    fn send(&mut self, event: E) -> Result<(), Closed>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

impl<E, F> Sink<E> for F
where
    F: FnMut(E) -> Result<(), Closed> + Send + 'static,
{
    fn send(&mut self, event: E) -> Result<(), Closed> {
        self(event)
    }
}

impl<E: Send + 'static> Sink<E> for tokio::sync::mpsc::UnboundedSender<E> {
    fn send(&mut self, event: E) -> Result<(), Closed> {
        tokio::sync::mpsc::UnboundedSender::send(self, event).map_err(|_| Closed)
    }
}
