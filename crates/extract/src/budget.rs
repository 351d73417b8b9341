//! How much a packed file may unpack to.

use std::io::{self, BufRead, Read};

/// Of all its parts together, in bytes. Only what is looked at is kept.
pub(crate) const MAX_UNPACKED_BYTES: u64 = 128 * 1024 * 1024;
/// One piece of markup or text, which a parser holds whole.
const MAX_EVENT_BYTES: usize = 4 * 1024 * 1024;

/// A reader that ends in an error where its budget does.
pub(crate) struct Budget<'a, R> {
    inner: R,
    left: &'a mut u64,
    event: usize,
    exceeded: bool,
}

impl<'a, R> Budget<'a, R> {
    pub(crate) fn new(inner: R, left: &'a mut u64) -> Self {
        Self { inner, left, event: 0, exceeded: false }
    }

    /// Another piece begins.
    pub(crate) fn next_event(&mut self) {
        self.event = 0;
    }

    /// Whether it was the budget that ended the reading.
    pub(crate) fn is_exceeded(&self) -> bool {
        self.exceeded
    }

    fn take(&mut self, bytes: usize) -> io::Result<()> {
        self.event = self.event.saturating_add(bytes);
        match self.left.checked_sub(bytes as u64) {
            Some(left) if self.event <= MAX_EVENT_BYTES => {
                *self.left = left;
                Ok(())
            }
            _ => {
                self.exceeded = true;
                Err(io::Error::other("it unpacks to too much"))
            }
        }
    }
}

impl<R: BufRead> Read for Budget<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.take(read)?;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Budget<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // Consuming cannot fail, so that it is here that it ends.
        if self.exceeded {
            return Err(io::Error::other("it unpacks to too much"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.inner.consume(bytes);
        // Told by the next reading.
        let _ = self.take(bytes);
    }
}
