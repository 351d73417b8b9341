//! Which model answers: what is known of the providers' health and limits, and the choice that follows from it.
//!
//! Everything here is pure: the time is handed in, nothing waits and nothing asks.

mod breaker;
mod choose;
mod health;
mod limiter;

pub use choose::{Candidate, Choice, Needs, Preference, Reason, choose};
pub use health::{Health, Record};
pub use limiter::{Learnt, Limiter, Wait, WaitReason};
