use std::cmp::Ordering;

use parlance_domain::{ModelRef, Timestamp};
use serde::{Deserialize, Serialize};

use super::health::Record;
use crate::Price;

/// What the user wants of a model that is chosen for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preference {
    Fast,
    /// A small model for a small question, a great one for a hard one.
    #[default]
    Balanced,
    Best,
    Cheap,
}

/// What a request asks of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// An estimate of everything that is sent.
    pub input_tokens: u64,
    /// It holds pictures. Those of earlier messages stay behind where no model takes them.
    pub images: bool,
    pub tools: bool,
    /// The user wants it to think before it answers; where no model does, it answers all the same.
    pub reasoning: bool,
    /// The question is long, or about code or mathematics.
    pub hard: bool,
}

/// One model that could answer, as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub model: ModelRef,
    /// The place of its provider in the user's chain, from 0.
    pub place: usize,
    /// The chain names this very model.
    pub named: bool,
    /// In tokens, where known.
    pub context: Option<u64>,
    pub price: Option<Price>,
    /// `None` where nobody says.
    pub images: Option<bool>,
    pub tools: Option<bool>,
    pub reasoning: Option<bool>,
    pub record: Record,
    /// Its provider may be asked; see [`super::Health::allows`].
    pub healthy: bool,
    /// Its limits are used up until then.
    pub limited_until: Option<Timestamp>,
}

/// Why a model was chosen, for people. In the order in which they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The first of the user's chain.
    First,
    /// Those before it in the chain cannot answer now.
    Next,
    /// It was preferred to models whose providers stand before it in the chain.
    Preferred,
    /// The chain names it.
    Named,
    Fast,
    Best,
    Cheap,
    /// Of the size that the question needs.
    HardQuestion,
    EasyQuestion,
    /// It alone holds so much text.
    Room,
    /// Others do not read the pictures of the conversation.
    Images,
    /// Others do not call the tools.
    Tools,
    /// Others do not think before they answer.
    Reasoning,
    /// It wrote the beginning of the answer.
    Began,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Into the candidates.
    pub index: usize,
    pub reasons: Vec<Reason>,
}

/// Room that the answer needs beside the question.
const ANSWER_TOKENS: u64 = 2_000;
/// How well a model suits of which nothing is known.
const UNKNOWN: f64 = 0.04;
/// How much a place further down the chain weighs.
const PLACE: f64 = 0.8;

/// The models that can answer, the best first, one of each provider: who fails makes way for somebody else. Those that cannot
/// be asked now stand at the end, the soonest first.
pub fn choose(needs: Needs, preference: Preference, candidates: &[Candidate]) -> Vec<Choice> {
    let needs = within_reach(needs, candidates);
    let able: Vec<usize> =
        (0..candidates.len()).filter(|index| candidates.get(*index).is_some_and(|c| can(c, needs))).collect();
    let mut scored: Vec<(usize, &Candidate, f64)> = able
        .iter()
        .filter_map(|index| candidates.get(*index).map(|candidate| (*index, candidate)))
        .map(|(index, candidate)| (index, candidate, score(candidate, needs, preference)))
        .collect();
    scored.sort_by(|(_, a, score_a), (_, b, score_b)| {
        let blocked = |c: &Candidate| !c.healthy || c.limited_until.is_some();
        blocked(a)
            .cmp(&blocked(b))
            .then_with(|| match (blocked(a), a.limited_until, b.limited_until) {
                // A limit ends at a known time; who is ill comes last.
                (true, Some(a), Some(b)) => a.cmp(&b),
                (true, Some(_), None) => Ordering::Less,
                (true, None, Some(_)) => Ordering::Greater,
                _ => Ordering::Equal,
            })
            .then_with(|| score_b.total_cmp(score_a))
            .then_with(|| a.place.cmp(&b.place))
    });
    let mut choices: Vec<Choice> = Vec::new();
    for (index, candidate, _) in scored {
        let taken = choices.iter().any(|choice| {
            candidates.get(choice.index).is_some_and(|other| other.model.provider == candidate.model.provider)
        });
        if !taken {
            choices.push(Choice { index, reasons: reasons(candidate, needs, preference, candidates) });
        }
    }
    choices
}

/// What can be done without is not asked for where nobody has it. Thinking goes before pictures: those are left out visibly.
fn within_reach(mut needs: Needs, candidates: &[Candidate]) -> Needs {
    let anybody = |needs: Needs| candidates.iter().any(|candidate| can(candidate, needs));
    needs.reasoning &= anybody(needs);
    needs.images &= anybody(needs);
    needs
}

fn can(candidate: &Candidate, needs: Needs) -> bool {
    let room = candidate.context.is_none_or(|context| needs.input_tokens + ANSWER_TOKENS <= context);
    let has = |needed: bool, known: Option<bool>| !needed || known != Some(false);
    room && has(needs.images, candidate.images)
        && has(needs.tools, candidate.tools)
        && has(needs.reasoning, candidate.reasoning)
}

/// From 0 to 1: place × health × preference.
fn score(candidate: &Candidate, needs: Needs, preference: Preference) -> f64 {
    let place = PLACE.powi(i32::try_from(candidate.place).unwrap_or(i32::MAX));
    let health = candidate.record.success.unwrap_or(1.0).max(0.05);
    place * health * fit(candidate, needs, preference)
}

fn fit(candidate: &Candidate, needs: Needs, preference: Preference) -> f64 {
    if candidate.named {
        return 1.0;
    }
    // Of a model without a price nobody knows what it is good for, nor what it costs.
    let Some(size) = size(candidate) else { return UNKNOWN };
    match preference {
        Preference::Fast => {
            candidate.record.first_token_ms.map_or(0.9 - 0.5 * size, |ms| 1.0 / (1.0 + ms / 1000.0))
        }
        Preference::Cheap => 1.0 - 0.95 * size,
        Preference::Best => 0.05 + 0.95 * size,
        Preference::Balanced => 1.0 - (size - wanted_size(needs)).abs(),
    }
}

fn wanted_size(needs: Needs) -> f64 {
    if needs.hard { 0.7 } else { 0.3 }
}

/// How great a model is, from 0 to 1, by the one measure that every provider publishes: what its output costs, on a logarithmic
/// scale from 0.1 to 50 dollars a million tokens. One's own machine is small.
fn size(candidate: &Candidate) -> Option<f64> {
    let price = candidate.price.as_ref()?.base;
    #[expect(clippy::cast_precision_loss, reason = "prices are far below 2^52 millionths")]
    let dollars = price.output.0 as f64 / 1e6;
    Some(((dollars.max(0.1) / 0.1).ln() / 500_f64.ln()).clamp(0.0, 1.0))
}

fn reasons(candidate: &Candidate, needs: Needs, preference: Preference, all: &[Candidate]) -> Vec<Reason> {
    let before = || all.iter().filter(|other| other.place < candidate.place);
    let usable = |other: &&Candidate| other.healthy && other.limited_until.is_none() && can(other, needs);
    let mut reasons = vec![if before().next().is_none() {
        Reason::First
    } else if before().any(|other| usable(&other)) {
        Reason::Preferred
    } else {
        Reason::Next
    }];
    let roomy = Needs { input_tokens: needs.input_tokens, ..Needs::default() };
    if all.len() > 1 && all.iter().filter(|other| can(other, roomy)).count() == 1 {
        reasons.push(Reason::Room);
    }
    let lacks = |has: fn(&Candidate) -> Option<bool>| all.iter().any(|other| has(other) == Some(false));
    for (needed, reason, has) in [
        (needs.images, Reason::Images, (|one| one.images) as fn(&Candidate) -> Option<bool>),
        (needs.tools, Reason::Tools, |one| one.tools),
        (needs.reasoning, Reason::Reasoning, |one| one.reasoning),
    ] {
        if needed && lacks(has) {
            reasons.push(reason);
        }
    }
    let alone = all.iter().filter(|other| other.model.provider == candidate.model.provider).count() == 1;
    if candidate.named {
        reasons.push(Reason::Named);
    } else if !alone || reasons.contains(&Reason::Preferred) {
        reasons.push(match preference {
            Preference::Fast => Reason::Fast,
            Preference::Best => Reason::Best,
            Preference::Cheap => Reason::Cheap,
            Preference::Balanced if needs.hard => Reason::HardQuestion,
            Preference::Balanced => Reason::EasyQuestion,
        });
    }
    reasons
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
