//! Real streams, broken in every way that bytes, lines and JSON members can be. Nothing may panic, and every stream ends
//! with one terminal event. `PROPTEST_CASES` says how many are tried for each wire and for the framer.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

#[path = "fuzz/mutations.rs"]
mod mutations;
mod support;

use std::path::Path;
use std::{env, fs};

use mutations::{Mutation, mutated};
use parlance_llm::framing::SseFramer;
use parlance_llm::{StreamEvent, Wire};
use proptest::prelude::*;
use support::{byte_by_byte, read};

/// Longer recordings repeat themselves, and cost time that other cases could have.
const MAX_SEED_BYTES: usize = 24 * 1024;

/// Bodies to begin with: those of the wire corpus where it is, and one that holds everything.
fn seeds(wire: Wire) -> Vec<Vec<u8>> {
    let mut seeds = vec![everything(wire).as_bytes().to_vec()];
    let Some(corpus) = env::var_os("WIRE_CORPUS") else { return seeds };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(corpus).join(wire.name());
    for provider in fs::read_dir(folder).unwrap() {
        for file in fs::read_dir(provider.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "body" || extension == "error") {
                seeds.push(fs::read(path).unwrap());
            }
        }
    }
    seeds.retain(|seed| seed.len() <= MAX_SEED_BYTES);
    seeds.sort();
    seeds
}

fn pick(place: prop::sample::Index, seeds: &[Vec<u8>]) -> &[u8] {
    &seeds[place.index(seeds.len())]
}

/// Each kind of event that the wire has.
fn everything(wire: Wire) -> &'static str {
    match wire {
        Wire::OpenaiChat => include_str!("fuzz/openai-chat.txt"),
        Wire::OpenaiResponses => include_str!("fuzz/openai-responses.txt"),
        Wire::AnthropicMessages => include_str!("fuzz/anthropic-messages.txt"),
        Wire::Gemini => include_str!("fuzz/gemini.txt"),
        Wire::OllamaChat => include_str!("fuzz/ollama-chat.txt"),
    }
}

fn is_terminal(event: &StreamEvent) -> bool {
    matches!(event, StreamEvent::Finished { .. } | StreamEvent::Failed(_) | StreamEvent::Truncated)
}

/// What is true of whatever a decoder makes of any bytes.
fn check(wire: Wire, body: &[u8], cuts: &[prop::sample::Index]) -> Result<(), TestCaseError> {
    let events = read(wire, body, []);
    prop_assert_eq!(events.iter().filter(|event| is_terminal(event)).count(), 1);
    prop_assert!(events.last().is_some_and(is_terminal));
    let mut begun = std::collections::BTreeSet::new();
    let mut ended = std::collections::BTreeSet::new();
    for event in &events {
        match event {
            StreamEvent::TextDelta { text, .. } | StreamEvent::ReasoningDelta { text, .. } => {
                prop_assert!(!text.is_empty());
            }
            StreamEvent::ToolCallStart { part, .. } => prop_assert!(begun.insert(*part)),
            StreamEvent::ToolCallArguments { part, .. } | StreamEvent::ToolCallSignature { part, .. } => {
                prop_assert!(begun.contains(part) && !ended.contains(part));
            }
            StreamEvent::ToolCallEnd { part } => prop_assert!(begun.contains(part) && ended.insert(*part)),
            StreamEvent::Failed(error) => prop_assert!(!error.message.trim().is_empty()),
            _ => {}
        }
    }
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
    cuts.sort_unstable();
    prop_assert_eq!(&read(wire, body, cuts), &events);
    if body.len() < 2048 {
        prop_assert_eq!(&byte_by_byte(wire, body), &events);
    }
    let error = wire.codec().error(500, &|_| None, body);
    prop_assert!(!error.message.trim().is_empty());
    Ok(())
}

fn cuts() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    prop::collection::vec(any::<prop::sample::Index>(), 0..6)
}

fn fuzz(wire: Wire) {
    let seeds = seeds(wire);
    let cases = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop::collection::vec(any::<Mutation>(), 1..8),
        cuts(),
    );
    proptest!(|((seed, other, mutations, cuts) in cases)| {
        let body = mutated(pick(seed, &seeds), pick(other, &seeds), &mutations);
        check(wire, &body, &cuts)?;
    });
}

#[test]
fn fuzz_openai_chat() {
    fuzz(Wire::OpenaiChat);
}

#[test]
fn fuzz_openai_responses() {
    fuzz(Wire::OpenaiResponses);
}

#[test]
fn fuzz_anthropic_messages() {
    fuzz(Wire::AnthropicMessages);
}

#[test]
fn fuzz_gemini() {
    fuzz(Wire::Gemini);
}

#[test]
fn fuzz_ollama_chat() {
    fuzz(Wire::OllamaChat);
}

/// The frames, and what of the body they hold.
fn frames(body: &[u8], cuts: &[prop::sample::Index]) -> Vec<String> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
    cuts.extend([0, body.len()]);
    cuts.sort_unstable();
    let mut out = Vec::new();
    let mut on_frame = |frame: parlance_llm::Frame<'_>| out.push(format!("{frame:?}"));
    let mut framer = SseFramer::new();
    for cut in cuts.windows(2) {
        framer.push(&body[cut[0]..cut[1]], &mut on_frame).unwrap();
    }
    framer.finish(&mut on_frame).unwrap();
    out
}

#[test]
fn fuzz_framer() {
    let seeds: Vec<Vec<u8>> = Wire::ALL.into_iter().flat_map(seeds).collect();
    let cases = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop::collection::vec(any::<Mutation>(), 0..8),
        cuts(),
    );
    proptest!(|((seed, other, mutations, cuts) in cases)| {
        let body = mutated(pick(seed, &seeds), pick(other, &seeds), &mutations);
        let whole = frames(&body, &[]);
        prop_assert_eq!(&frames(&body, &cuts), &whole);
        // A frame is made of lines that were there.
        let lines = body.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
        prop_assert!(whole.len() <= lines);
    });
}
