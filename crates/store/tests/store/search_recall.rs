//! What the search leaves out, since it looks at so much of a history and no more: nothing that is rare, and of what is common
//! nothing that is new. A plain scan over everything says what there is.

use parlance_domain::{ConversationId, MessageId};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::search_oracle::{Ask, Filter, Known, Said, Talk, Term, day_ms};
use crate::support::*;

const SEED: u64 = 12;
const TALKS: usize = 500;
/// In each of them.
const MESSAGES: usize = 8;
/// In one more, the newest.
const LONG: usize = 3000;
/// The newest of the others lie in the trash.
const TRASHED: usize = 150;
const VOCABULARY: f64 = 3000.0;
/// In each message.
const WORDS: usize = 25;
const SYLLABLES: [&str; 15] =
    ["ka", "lo", "mi", "tu", "re", "sa", "no", "vi", "du", "pe", "ga", "ho", "zi", "fu", "be"];
/// Of which texts are made in which something stands.
const HAN: &str =
    "日本語学校先生電車時間今朝新聞友達公園図書館料理海山川空雨雪花鳥風月春夏秋冬東西南北京都市場駅道";

/// One of the vocabulary: the first ones most often, as Zipf's law has it.
fn word(random: &mut StdRng) -> String {
    let rank = VOCABULARY.powf(random.random::<f64>()) as usize;
    let (first, rest) = (rank % 15, rank / 15);
    format!("{}{}{}", SYLLABLES[first], SYLLABLES[rest % 15], SYLLABLES[rest / 15 % 15])
}

/// What is said in message `at` of conversation `n`.
fn say(n: usize, at: usize, random: &mut StdRng) -> Said {
    let mut text: Vec<String> = (0..WORDS).map(|_| word(random)).collect();
    let mut put = |words: &str| text.insert(WORDS / 2, words.to_owned());
    match at {
        1 if n.is_multiple_of(12) => put("```rust\nlet tide = 1;\n```"),
        2 if n.is_multiple_of(3) => put("copper"),
        2 => put("copper lantern wick"),
        3 if n.is_multiple_of(50) => put("Copper Lantern"),
        3 if n % 50 == 1 => put("lantern copper"),
        4 => put(&format!("rarity{n:03}")),
        5 if n % 100 == 3 => put("Teilchenlösungsweg"),
        6 if n.is_multiple_of(40) => put("昨日東京タワーでながめた景色"),
        6 if n.is_multiple_of(7) => {
            let han: Vec<char> = HAN.chars().collect();
            put(&(0..40).map(|_| han[random.random_range(0..han.len())]).collect::<String>());
        }
        _ => {}
    }
    // Answers of most, questions of three.
    if (n > 60 && at % 2 == 1) || (at == 0 && [5, 6, 7].contains(&n)) {
        text.push("lighthouse".to_owned());
    }
    // The newest are in the trash, with more of it than is looked at first.
    if n >= TALKS - TRASHED || (at == 3 && [10, 20, 30].contains(&n)) {
        text.push("orchard".to_owned());
    }
    if at == 3 && [11, 111, 211].contains(&n) {
        text.push("everywhere".to_owned());
    }
    Said { id: MessageId::new(), text: text.join(" "), file: None, at_ms: day_ms(3 * n as i64) }
}

fn talk(n: usize, random: &mut StdRng) -> Talk {
    let mut said: Vec<_> = (0..MESSAGES).map(|at| say(n, at, random)).collect();
    if n.is_multiple_of(40) {
        said[0].file = Some(format!("The harbourmaster wrote entry{n} {}", word(random)));
    }
    Talk {
        id: ConversationId::new(),
        title: if n % 90 == 8 { format!("Windmills of {n}") } else { format!("No. {n}") },
        folder: n.is_multiple_of(4).then_some("Work"),
        tag: (n % 25 == 2).then_some("red"),
        model: if n.is_multiple_of(3) { "parrot-2" } else { "parrot-1" },
        pinned: n % 60 == 5,
        archived: n % 10 == 9,
        trashed: n >= TALKS - TRASHED,
        said,
    }
}

async fn history(folder: &std::path::Path) -> Known {
    let mut random = StdRng::seed_from_u64(SEED);
    let mut talks: Vec<_> = (0..TALKS).map(|n| talk(n, &mut random)).collect();
    let at_ms = day_ms(3 * TALKS as i64);
    let said =
        |at| Said { id: MessageId::new(), text: format!("everywhere the same {at}"), file: None, at_ms };
    talks.push(Talk {
        id: ConversationId::new(),
        title: "Long".into(),
        folder: None,
        tag: None,
        model: "parrot-1",
        pinned: false,
        archived: false,
        trashed: false,
        said: (0..LONG).map(said).collect(),
    });
    Known::lay(open(folder).await, talks).await
}

/// Words and phrases of a few conversations, with filters and without.
async fn what_is_rare(known: &Known) {
    for rare in ["rarity000", "rarity001", "rarity123", "rarity349"] {
        known.finds_all(Ask::quoted(rare)).await;
    }
    known.finds_all(Ask::beginning("rarity34")).await;
    known.finds_all(Ask::quoted("copper lantern").without("wick")).await;
    known.finds_all(Ask::quoted("lantern copper")).await;
    known.finds_all(Ask::quoted("copper").and(Term::Beginning("lant")).without("wick")).await;
    known.finds_all(Ask::quoted("harbourmaster")).await;
    known.finds_all(Ask::beginning("harbourm").only(Filter::File)).await;
    known.finds_all(Ask::beginning("windmill")).await;
    for filter in [
        Filter::Folder("Work"),
        Filter::NotFolder("Work"),
        Filter::Tag("red"),
        Filter::Asked,
        Filter::Pinned,
        Filter::Archived,
        Filter::NotArchived,
        Filter::Before(2022),
        Filter::After(2022),
    ] {
        known.finds_all(Ask::beginning("rarity12").only(filter)).await;
    }
    known.finds_all(Ask::quoted("lantern copper").only(Filter::Model("parrot-2"))).await;
    known.finds_all(Ask::quoted("tide").only(Filter::Code)).await;
}

/// What the newest matches hide: one conversation, the trash, the other role.
async fn what_lies_behind(known: &Known) {
    known.finds_all(Ask::quoted("everywhere")).await;
    known.finds_all(Ask::beginning("everywh")).await;
    known.finds_all(Ask::quoted("everywhere").without("same")).await;
    known.finds_all(Ask::quoted("everywhere").only(Filter::NotAsked)).await;
    known.finds_all(Ask::quoted("orchard")).await;
    known.finds_all(Ask::beginning("orch").only(Filter::NotAsked)).await;
    known.finds_all(Ask::quoted("lighthouse").only(Filter::Asked)).await;
    known.finds_all(Ask::quoted("lighthouse").only(Filter::Asked).only(Filter::Before(2022))).await;
}

async fn what_stands_within_words(known: &Known) {
    for within in ["lösungsweg", "lchenlös", "LÖSUNGSW", "indmill"] {
        known.finds_all_letters(Ask::beginning(within)).await;
    }
    for within in ["京タワ", "東京タワー", "タワーで", "でながめ", "ながめた", "がめ", "景色", "東京", "雪"]
    {
        known.finds_all_letters(Ask::beginning(within)).await;
        known.finds_all_letters(Ask::beginning(within).only(Filter::Folder("Work"))).await;
    }
}

async fn what_is_common(known: &Known) {
    for common in ["kaloka", "loloka", "mikaka", "copper"] {
        known.finds_newest(Ask::quoted(common), 10).await;
    }
    known.finds_newest(Ask::quoted("copper lantern"), 0).await;
    known.finds_newest(Ask::quoted("copper").only(Filter::NotFolder("Work")), 10).await;
    known.finds_newest(Ask::quoted("lighthouse"), 10).await;
    known.finds_newest(Ask::beginning("lomi"), 10).await;
    // Of what so many words begin with some are looked for: which, the order of the letters says.
    for beginning in ["k", "ka", "tu", "sa"] {
        known.finds_newest(Ask::beginning(beginning), 0).await;
    }
}

#[tokio::test]
async fn the_search_finds_what_a_plain_scan_finds() {
    let home = home();
    let known = history(home.path()).await;
    what_is_rare(&known).await;
    what_lies_behind(&known).await;
    what_stands_within_words(&known).await;
    what_is_common(&known).await;
}
