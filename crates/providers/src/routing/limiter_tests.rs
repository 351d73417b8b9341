use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp(1_795_000_000_000);

fn model(name: &str) -> ModelRef {
    ModelRef { provider: "p".into(), model: name.into() }
}

fn at(seconds: u64) -> Timestamp {
    later(NOW, Duration::from_secs(seconds))
}

fn limit(unit: RateUnit, limit: u64, remaining: u64, full_s: u64, refills: bool) -> RateLimit {
    RateLimit {
        unit,
        period: None,
        limit: Some(limit),
        remaining,
        full_in: Some(Duration::from_secs(full_s)),
        refills,
    }
}

fn knows(limits: &[RateLimit]) -> Limiter {
    let mut limiter = Limiter::default();
    assert_eq!(limiter.learn(&model("m"), limits, NOW), !limits.is_empty());
    limiter
}

#[test]
fn what_nothing_is_known_of_is_free() {
    assert_eq!(knows(&[]).wait(&model("m"), 1_000_000, NOW), None);
    let limiter = knows(&[limit(RateUnit::Requests, 10, 0, 60, false)]);
    assert_eq!(limiter.wait(&model("other"), 1, NOW), None);
}

#[test]
fn a_bucket_is_waited_for_until_there_is_enough_and_a_window_until_it_ends() {
    let bucket = knows(&[limit(RateUnit::Tokens, 1000, 0, 100, true)]);
    let wait = bucket.wait(&model("m"), 100, NOW).unwrap();
    assert_eq!(wait, Wait { until: at(10), reason: WaitReason::Tokens });
    assert_eq!(bucket.wait(&model("m"), 100, at(10)), None);
    let window = knows(&[limit(RateUnit::Tokens, 1000, 0, 100, false)]);
    assert_eq!(window.wait(&model("m"), 100, NOW).unwrap().until, at(100));
}

#[test]
fn the_longest_wait_counts() {
    let limiter =
        knows(&[limit(RateUnit::Requests, 10, 0, 60, false), limit(RateUnit::Tokens, 1000, 0, 20, false)]);
    let wait = limiter.wait(&model("m"), 5, NOW).unwrap();
    assert_eq!(wait, Wait { until: at(60), reason: WaitReason::Requests });
}

#[test]
fn a_call_larger_than_the_limit_is_left_to_the_provider() {
    let limiter = knows(&[limit(RateUnit::Tokens, 1000, 1000, 0, true)]);
    assert_eq!(limiter.wait(&model("m"), 50_000, NOW), None);
}

#[test]
fn calls_that_run_count_before_they_are_answered() {
    let mut limiter = knows(&[limit(RateUnit::Requests, 2, 2, 60, false)]);
    for _ in 0..2 {
        assert_eq!(limiter.wait(&model("m"), 1, NOW), None);
        limiter.begin(&model("m"), 1, NOW);
    }
    assert_eq!(limiter.wait(&model("m"), 1, NOW).unwrap().until, at(60));
    assert_eq!(limiter.wait(&model("m"), 1, at(60)), None);
}

#[test]
fn the_newest_answer_goes_before_older_ones() {
    let mut limiter = knows(&[limit(RateUnit::Requests, 2, 0, 60, false)]);
    limiter.learn(&model("m"), &[limit(RateUnit::Requests, 2, 1, 60, false)], at(1));
    assert_eq!(limiter.wait(&model("m"), 1, at(1)), None);
    let day = RateLimit {
        period: Some(Duration::from_secs(86_400)),
        ..limit(RateUnit::Requests, 100, 0, 5_000, false)
    };
    limiter.learn(&model("m"), &[day], at(1));
    assert_eq!(limiter.wait(&model("m"), 1, at(1)).unwrap().until, at(5_001), "beside the one a minute");
}

#[test]
fn a_refusal_is_heeded_as_long_as_it_says_and_a_minute_where_it_does_not() {
    let mut limiter = Limiter::default();
    limiter.refused(&model("m"), Some(Duration::from_secs(12)), NOW);
    let wait = limiter.wait(&model("m"), 1, NOW).unwrap();
    assert_eq!(wait, Wait { until: at(12), reason: WaitReason::Asked });
    let mut limiter = Limiter::default();
    limiter.refused(&model("m"), None, NOW);
    assert_eq!(limiter.wait(&model("m"), 1, NOW).unwrap().until, at(60));
    // Its headers said when.
    let mut limiter = knows(&[limit(RateUnit::Requests, 10, 0, 7, false)]);
    limiter.refused(&model("m"), None, NOW);
    assert_eq!(limiter.wait(&model("m"), 1, NOW).unwrap().until, at(7));
}

#[test]
fn what_was_learnt_survives_a_restart_and_a_change_of_key_forgets_it() {
    let limiter = knows(&[limit(RateUnit::Requests, 10, 0, 3600, false)]);
    let kept = serde_json::to_string(limiter.learnt(&model("m")).unwrap()).unwrap();
    let mut fresh = Limiter::default();
    fresh.restore([serde_json::from_str(&kept).unwrap()]);
    assert_eq!(fresh.wait(&model("m"), 1, at(5)), limiter.wait(&model("m"), 1, at(5)));
    assert!(fresh.wait(&model("m"), 1, at(5)).is_some());
    fresh.forget("p");
    assert_eq!(fresh.wait(&model("m"), 1, at(5)), None);
}

#[test]
fn a_call_that_is_not_made_is_given_back() {
    let mut limiter = knows(&[limit(RateUnit::Requests, 1, 1, 60, false)]);
    limiter.begin(&model("m"), 1, NOW);
    assert!(limiter.wait(&model("m"), 1, NOW).is_some());
    limiter.give_back(&model("m"), 1);
    assert_eq!(limiter.wait(&model("m"), 1, NOW), None);
    limiter.give_back(&model("m"), 1);
    limiter.begin(&model("m"), 1, NOW);
    assert!(limiter.wait(&model("m"), 1, NOW).is_some(), "more came back than there is");
}

#[test]
fn a_clock_that_was_wrong_blocks_nobody() {
    let mut limiter = knows(&[limit(RateUnit::Requests, 10, 0, 3600, false)]);
    limiter.refused(&model("m"), Some(Duration::from_secs(3600)), NOW);
    assert!(limiter.wait(&model("m"), 1, NOW).is_some());
    let corrected = Timestamp(NOW.0 - 7_200_000);
    assert_eq!(limiter.wait(&model("m"), 1, corrected), None);
    // A header that means a year.
    let mut limiter = Limiter::default();
    limiter.refused(&model("m"), Some(Duration::from_secs(365 * 86_400)), NOW);
    assert_eq!(limiter.wait(&model("m"), 1, NOW).unwrap().until, at(25 * 3600));
}

proptest! {
    #[test]
    fn after_the_wait_the_call_may_be_made(
        total in 1..100_000_u64,
        share in 0.0..1.0_f64,
        full_s in 0..100_000_u64,
        refills: bool,
        need in 1..200_000_u64,
        calls in 0..5_usize,
    ) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of it")]
        let remaining = (total as f64 * share) as u64;
        let mut limiter = knows(&[limit(RateUnit::Tokens, total, remaining, full_s, refills)]);
        (0..calls).for_each(|_| limiter.begin(&model("m"), need, NOW));
        if let Some(wait) = limiter.wait(&model("m"), need, NOW) {
            // What refills is counted in whole tokens.
            let then = Timestamp(wait.until.0 + 1 + i64::try_from(full_s * 1000 / total).unwrap());
            prop_assert_eq!(limiter.wait(&model("m"), need, then), None);
        }
    }
}

#[test]
fn a_month_without_an_end_is_looked_at_again_within_the_hour() {
    let month = RateLimit {
        unit: RateUnit::Tokens,
        period: Some(Duration::from_secs(30 * 24 * 60 * 60)),
        limit: Some(1_000),
        remaining: 0,
        full_in: None,
        refills: false,
    };
    let limiter = knows(&[month]);
    assert!(limiter.wait(&model("m"), 10, at(3_599)).is_some());
    assert_eq!(limiter.wait(&model("m"), 10, at(3_600)), None);
}
