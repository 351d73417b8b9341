use parlance_domain::{MicroDollars, Usage};
use serde_json::Value;

use crate::cost::cost;
use crate::json::count;

/// The counts of one answer. They are cumulative, and `message_delta` may leave out what `message_start` told.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Counts {
    /// Without what was read from the cache or written to it.
    input: Option<u64>,
    cache_creation: Option<u64>,
    cache_read: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
    /// Gateways tell it on this wire as well.
    cost: Option<MicroDollars>,
}

impl Counts {
    /// Takes over the counts of a `usage` object; what comes back is news. An object of zeros only says nothing.
    pub(super) fn update(&mut self, usage: &Value) -> Option<Usage> {
        let at = |key: &str| usage.get(key).and_then(count);
        let details = usage.get("output_tokens_details");
        let told = [
            at("input_tokens"),
            at("cache_creation_input_tokens"),
            at("cache_read_input_tokens"),
            at("output_tokens"),
            details.and_then(|details| count(details.get("thinking_tokens")?)),
        ];
        if !told.into_iter().flatten().any(|count| count > 0) {
            return None;
        }
        let [input, cache_creation, cache_read, output, thinking] = told;
        let before = *self;
        *self = Self {
            input: input.or(before.input),
            cache_creation: cache_creation.or(before.cache_creation),
            cache_read: cache_read.or(before.cache_read),
            output: output.or(before.output),
            thinking: thinking.or(before.thinking),
            cost: cost(usage).or(before.cost),
        };
        (*self != before).then(|| self.usage())
    }

    fn usage(self) -> Usage {
        let sent = [self.input, self.cache_creation, self.cache_read];
        Usage {
            input_tokens: sent.into_iter().flatten().reduce(u64::saturating_add),
            output_tokens: self.output,
            cached_tokens: self.cache_read,
            reasoning_tokens: self.thinking,
            cost: self.cost,
        }
    }
}
