//! How much of a model's context a conversation takes, and what is done where it does not fit.

mod cut;
mod factors;
mod gauge;
mod weigh;

use parlance_domain::ModelRef;

use crate::App;
pub(crate) use cut::{instructions, left_out, room};
pub(crate) use factors::Factors;
pub(crate) use weigh::{Weights, texts};

impl App {
    /// What a model takes, in tokens.
    pub(crate) fn context_tokens(&self, model: &ModelRef) -> Option<u64> {
        self.facts(model).context
    }
}

/// A number of messages.
pub(crate) fn count(messages: usize) -> u32 {
    u32::try_from(messages).unwrap_or(u32::MAX)
}
