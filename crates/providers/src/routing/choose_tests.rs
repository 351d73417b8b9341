use proptest::prelude::*;

use super::*;

fn candidate(provider: &str, model: &str, place: usize, output_price: f64) -> Candidate {
    Candidate {
        model: ModelRef { provider: provider.into(), model: model.into() },
        place,
        named: false,
        context: Some(100_000),
        price: Some(Price::per_million(output_price / 5.0, output_price, None)),
        images: None,
        tools: None,
        reasoning: None,
        record: Record::default(),
        healthy: true,
        limited_until: None,
    }
}

fn three() -> Vec<Candidate> {
    vec![
        candidate("groq", "small", 0, 0.5),
        candidate("groq", "medium", 0, 2.0),
        candidate("gemini", "medium", 1, 3.0),
        candidate("gemini", "great", 1, 10.0),
        candidate("openai", "greatest", 2, 50.0),
    ]
}

fn names<'a>(candidates: &'a [Candidate], choices: &[Choice]) -> Vec<&'a str> {
    choices.iter().map(|choice| candidates[choice.index].model.model.as_str()).collect()
}

fn chosen(needs: Needs, preference: Preference, candidates: &[Candidate]) -> Vec<&str> {
    names(candidates, &choose(needs, preference, candidates))
}

#[test]
fn the_chain_decides_and_each_provider_stands_once() {
    let easy = Needs::default();
    assert_eq!(chosen(easy, Preference::Balanced, &three()), ["small", "medium", "greatest"]);
    let hard = Needs { hard: true, ..easy };
    assert_eq!(chosen(hard, Preference::Balanced, &three()), ["medium", "great", "greatest"]);
}

#[test]
fn a_strong_preference_goes_before_the_chain() {
    assert_eq!(chosen(Needs::default(), Preference::Best, &three())[0], "greatest");
    assert_eq!(chosen(Needs::default(), Preference::Cheap, &three())[0], "small");
    let mut candidates = three();
    candidates[2].record.first_token_ms = Some(80.0);
    candidates[0].record.first_token_ms = Some(900.0);
    candidates[1].record.first_token_ms = Some(2500.0);
    assert_eq!(chosen(Needs::default(), Preference::Fast, &candidates)[0], "medium");
}

#[test]
fn a_model_of_which_nothing_is_known_is_the_last_of_its_provider() {
    let mut candidates = vec![candidate("groq", "guard", 0, 1.0), candidate("groq", "known", 0, 0.6)];
    candidates[0].price = None;
    for preference in [Preference::Fast, Preference::Balanced, Preference::Best, Preference::Cheap] {
        for hard in [false, true] {
            let needs = Needs { hard, ..Needs::default() };
            assert_eq!(chosen(needs, preference, &candidates), ["known"], "{preference:?}");
        }
    }
    candidates[0].named = true;
    assert_eq!(chosen(Needs::default(), Preference::Balanced, &candidates), ["guard"]);
}

#[test]
fn who_cannot_answer_is_not_asked() {
    let mut candidates = three();
    candidates.iter_mut().take(2).for_each(|groq| groq.context = Some(8_000));
    let long = Needs { input_tokens: 20_000, ..Needs::default() };
    assert_eq!(chosen(long, Preference::Balanced, &candidates), ["medium", "greatest"]);
    candidates[2].images = Some(false);
    let picture = Needs { images: true, ..Needs::default() };
    assert_eq!(chosen(picture, Preference::Balanced, &candidates), ["small", "great", "greatest"]);
    assert_eq!(
        choose(Needs { input_tokens: 1_000_000, ..Needs::default() }, Preference::Best, &candidates),
        []
    );
}

#[test]
fn the_ill_and_the_limited_come_last_and_the_soonest_first() {
    let mut candidates = three();
    candidates.iter_mut().take(2).for_each(|groq| groq.limited_until = Some(Timestamp(2)));
    candidates.iter_mut().skip(2).take(2).for_each(|gemini| gemini.healthy = false);
    let order = choose(Needs::default(), Preference::Balanced, &candidates);
    assert_eq!(names(&candidates, &order), ["greatest", "small", "medium"]);
    assert_eq!(order[0].reasons, [Reason::Next]);
}

#[test]
fn failures_of_late_cost_a_place() {
    let mut candidates = three();
    candidates.iter_mut().take(2).for_each(|groq| groq.record.success = Some(0.4));
    assert_eq!(chosen(Needs::default(), Preference::Balanced, &candidates)[0], "medium");
}

#[test]
fn a_choice_says_why() {
    let why = |needs, preference, candidates: &[Candidate]| {
        choose(needs, preference, candidates).swap_remove(0).reasons
    };
    let easy = Needs::default();
    assert_eq!(why(easy, Preference::Balanced, &three()), [Reason::First, Reason::EasyQuestion]);
    assert_eq!(why(easy, Preference::Best, &three()), [Reason::Preferred, Reason::Best]);
    let mut candidates = three();
    candidates[1].named = true;
    assert_eq!(why(easy, Preference::Balanced, &candidates), [Reason::First, Reason::Named]);
    let long = Needs { input_tokens: 90_000, ..easy };
    let mut candidates = three();
    candidates.iter_mut().take(4).for_each(|other| other.context = Some(9_000));
    assert_eq!(why(long, Preference::Balanced, &candidates), [Reason::Next, Reason::Room]);
}

prop_compose! {
    fn any_candidate()(
        provider in 0..20_usize,
        model in 0..25_usize,
        price in proptest::option::of(0.0..100.0_f64),
        context in proptest::option::of(1..2_000_000_u64),
        success in proptest::option::of(0.0..=1.0_f64),
        first_token_ms in proptest::option::of(0.0..1e6_f64),
        named: bool,
        healthy: bool,
        limited in proptest::option::of(0..10_i64),
    ) -> Candidate {
        Candidate {
            price: price.map(|price| Price::per_million(price, price, None)),
            context,
            named,
            healthy,
            limited_until: limited.map(Timestamp),
            record: Record { success, first_token_ms, tokens_per_second: None },
            ..candidate(&format!("p{provider}"), &format!("m{model}"), provider, 0.0)
        }
    }
}

proptest! {
    #[test]
    fn everyone_able_is_reached_once_and_the_free_first(
        candidates in proptest::collection::vec(any_candidate(), 0..60),
        input_tokens in 0..1_000_000_u64,
        hard: bool,
    ) {
        let needs = Needs { input_tokens, hard, ..Needs::default() };
        for preference in [Preference::Fast, Preference::Balanced, Preference::Best, Preference::Cheap] {
            let choices = choose(needs, preference, &candidates);
            let able = candidates.iter().filter(|candidate| can(candidate, needs));
            let providers: std::collections::BTreeSet<_> = able.map(|able| &able.model.provider).collect();
            let mut reached: Vec<_> =
                choices.iter().map(|choice| &candidates[choice.index].model.provider).collect();
            prop_assert_eq!(reached.len(), providers.len());
            reached.sort();
            prop_assert!(reached.into_iter().eq(providers));
            let blocked: Vec<bool> = choices
                .iter()
                .map(|choice| &candidates[choice.index])
                .map(|chosen| !chosen.healthy || chosen.limited_until.is_some())
                .collect();
            prop_assert!(blocked.is_sorted());
        }
    }
}

#[test]
fn a_need_that_others_do_not_meet_is_a_reason() {
    let mut candidates = three();
    candidates[0].images = Some(false);
    candidates[1].reasoning = Some(false);
    let reasons = |needs: Needs| {
        let choices = choose(needs, Preference::Balanced, &candidates);
        (candidates[choices[0].index].model.model.clone(), choices[0].reasons.clone())
    };
    let easy = Needs::default();
    let (model, why) = reasons(Needs { images: true, ..easy });
    assert_eq!((model.as_str(), why.contains(&Reason::Images)), ("medium", true));
    let (model, why) = reasons(Needs { reasoning: true, hard: true, ..easy });
    assert_eq!((model.as_str(), why.contains(&Reason::Reasoning)), ("great", true));
    assert_eq!(reasons(Needs { tools: true, ..easy }), reasons(easy), "nobody is known to lack it");
}

#[test]
fn pictures_and_thinking_are_done_without_where_nobody_has_them_and_tools_are_not() {
    let mut candidates = three();
    for candidate in &mut candidates {
        (candidate.images, candidate.reasoning, candidate.tools) = (Some(false), Some(false), Some(false));
    }
    let wishes = Needs { images: true, reasoning: true, ..Needs::default() };
    let choices = choose(wishes, Preference::Balanced, &candidates);
    assert_eq!(choices, choose(Needs::default(), Preference::Balanced, &candidates));
    candidates[2].images = Some(true);
    assert_eq!(chosen(wishes, Preference::Balanced, &candidates), ["medium"], "pictures before thinking");
    assert_eq!(choose(Needs { tools: true, ..Needs::default() }, Preference::Balanced, &candidates), []);
}
