use serde::{Deserialize, Serialize};

use crate::Usage;

/// About how many bytes a token has.
const TOKEN_BYTES: u64 = 4;

/// What a call took of its provider, told or estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Taken {
    /// What the provider told last.
    pub told: Option<Usage>,
    /// About how many tokens were sent; `None` as long as the provider has not said that it takes them.
    pub sent: Option<u64>,
    /// The provider has ended the answer: what it told is all there is.
    pub whole: bool,
}

impl Taken {
    /// What to count, with `said` bytes that came: who stops an answer pays for it, and most providers count at the end alone.
    /// `None` when nothing was taken.
    pub fn usage(&self, said: u64) -> Option<Usage> {
        if self.whole && self.told.is_some() {
            return self.told;
        }
        if self.told.is_none() && self.sent.is_none() {
            return None;
        }
        let told = self.told.unwrap_or_default();
        Some(Usage {
            input_tokens: told.input_tokens.or(self.sent),
            output_tokens: Some(told.output_tokens.unwrap_or_default().max(said / TOKEN_BYTES)),
            ..told
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(input: u64, output: u64) -> Option<Usage> {
        Some(Usage { input_tokens: Some(input), output_tokens: Some(output), ..Usage::default() })
    }

    #[test]
    fn what_a_provider_told_before_the_end_is_the_least() {
        // Claude tells the question and a first token, then nothing until the end.
        let stopped = Taken { told: told(200, 1), sent: Some(190), whole: false };
        assert_eq!(stopped.usage(32_000), told(200, 8_000));
        assert_eq!(Taken { whole: true, ..stopped }.usage(32_000), told(200, 1));
    }

    #[test]
    fn what_nobody_counts_is_estimated_once_it_was_taken() {
        assert_eq!(Taken::default().usage(400), None);
        for whole in [false, true] {
            assert_eq!(Taken { sent: Some(50), whole, told: None }.usage(400), told(50, 100));
        }
    }
}
