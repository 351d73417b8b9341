//! What is asked of the search.

use parlance_domain::Message;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::corpus::{self, Corpus};

/// Questions of each kind.
const EACH: usize = 200;

pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) questions: Vec<String>,
}

/// Every kind of question. `spoken` are messages of the history, from all over it.
pub(crate) fn all(corpus: &Corpus, conversations: usize, spoken: &[Message]) -> Vec<Kind> {
    let mut random = StdRng::seed_from_u64(44);
    let texts: Vec<String> = spoken.iter().map(Message::text).collect();
    let (latin, han): (Vec<&String>, Vec<&String>) = texts.iter().partition(|text| text.is_ascii());
    let latin: Vec<Vec<&str>> = latin
        .iter()
        .map(|text| {
            text.split(['.', ' '])
                .filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()) && !word.is_empty())
                .collect()
        })
        .filter(|words: &Vec<&str>| words.len() > 2)
        .collect();
    let han: Vec<Vec<char>> = han
        .iter()
        .map(|text| text.chars().filter(|c| !c.is_ascii()).collect())
        .filter(|all: &Vec<char>| all.len() > 4)
        .collect();
    let mut of = |name, question: &mut dyn FnMut(&mut StdRng) -> String| Kind {
        name,
        questions: (0..EACH).map(|_| question(&mut random)).collect(),
    };
    let common = |random: &mut StdRng| corpus.words[random.random_range(0..100)].clone();
    let any = |random: &mut StdRng| {
        let words = &latin[random.random_range(0..latin.len())];
        words[random.random_range(0..words.len())].to_owned()
    };
    let pair = |random: &mut StdRng| {
        let words = &latin[random.random_range(0..latin.len())];
        let at = random.random_range(0..words.len() - 1);
        format!("{} {}", words[at], words[at + 1])
    };
    let rare = |random: &mut StdRng| corpus::rare_word(random.random_range(1..conversations));
    vec![
        of("a rare word", &mut |random| rare(random)),
        of("a common word", &mut |random| common(random)),
        of("a word of a message", &mut |random| any(random)),
        of("two words", &mut |random| pair(random)),
        of("a phrase of two words", &mut |random| format!("\"{}\"", pair(random))),
        of("a word without another", &mut |random| format!("{} -{}", any(random), common(random))),
        of("the first letters of a word", &mut |random| {
            let word = any(random);
            word.chars().take(random.random_range(1..5)).collect()
        }),
        of("letters in the middle of a word", &mut |random| {
            let word = loop {
                let word = any(random);
                if word.len() > 5 {
                    break word;
                }
            };
            word[1..word.len() - 1].to_owned()
        }),
        of("one to four Chinese characters", &mut |random| {
            let text = &han[random.random_range(0..han.len())];
            let length = random.random_range(1..=4);
            let at = random.random_range(0..=text.len() - length);
            text[at..at + length].iter().collect()
        }),
        of("a common word in a folder", &mut |random| {
            format!("in:\"{}\" {}", corpus::folder(random.random_range(0..1000)), common(random))
        }),
        of("a common word under a tag", &mut |random| {
            format!("tag:{} {}", corpus::tag(random.random_range(0..1000)), common(random))
        }),
        of("a common word of a rare model", &mut |random| {
            format!("model:{} {}", corpus::RARE_MODEL, common(random))
        }),
        of("a common word of an early year", &mut |random| {
            format!("before:{} {}", random.random_range(2017..2020), common(random))
        }),
        of("a rare word with three filters", &mut |random| {
            format!("role:assistant is:archived has:code {}", rare(random))
        }),
        of("filters alone", &mut |random| match random.random_range(0..4) {
            0 => "is:pinned".to_owned(),
            1 => format!("in:\"{}\" has:code", corpus::folder(random.random_range(0..1000))),
            2 => format!("model:{}", corpus::RARE_MODEL),
            _ => format!("tag:{} role:user", corpus::tag(random.random_range(0..1000))),
        }),
    ]
}
