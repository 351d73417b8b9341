//! How long it takes to decide who is asked, among many.

use std::hint::black_box;
use std::time::Instant;

use parlance_domain::{ModelRef, Timestamp};
use parlance_providers::Price;
use parlance_providers::routing::{Candidate, Needs, Preference, Record, choose};

use crate::distribution::Distribution;

const PROVIDERS: usize = 20;
const MODELS_EACH: usize = 25;
const DECISIONS: usize = 2_000;

/// Milliseconds of one decision each.
pub(crate) fn measure() -> Distribution {
    let candidates: Vec<Candidate> =
        (0..PROVIDERS).flat_map(|place| (0..MODELS_EACH).map(move |model| candidate(place, model))).collect();
    let decide = |at: usize| {
        let preferences = [Preference::Balanced, Preference::Fast, Preference::Best, Preference::Cheap];
        let needs = Needs {
            input_tokens: (at * 97 % 200_000) as u64,
            hard: at.is_multiple_of(3),
            ..Needs::default()
        };
        let preference = preferences.get(at % 4).copied().unwrap_or_default();
        let began = Instant::now();
        black_box(choose(black_box(needs), preference, black_box(&candidates)));
        began.elapsed().as_secs_f64() * 1000.0
    };
    Distribution::new((0..DECISIONS).map(decide).collect())
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn candidate(place: usize, model: usize) -> Candidate {
    let price = 0.1 * (1 + model) as f64;
    Candidate {
        model: ModelRef { provider: format!("provider-{place}"), model: format!("model-{model}") },
        place,
        named: false,
        context: Some(8_000 << (model % 8)),
        price: Some(Price::per_million(price / 5.0, price, None)),
        images: None,
        tools: None,
        reasoning: None,
        record: Record {
            success: model.is_multiple_of(3).then_some(0.9),
            first_token_ms: model.is_multiple_of(2).then_some(100.0 * model as f64),
            tokens_per_second: None,
        },
        healthy: place % 7 != 6,
        limited_until: (place % 5 == 4).then_some(Timestamp(1_795_000_000_000 + place as i64)),
    }
}
