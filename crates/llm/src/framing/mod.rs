//! How the bytes of a body become [`crate::Frame`]s. One file a framing; a framing knows nothing about what a frame says.

mod sse;

pub use sse::{EventTooLarge, MAX_EVENT_BYTES, SseFramer};
