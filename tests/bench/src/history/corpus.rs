//! A history as ten years leave it behind: the same one each time, made of words that follow Zipf's law.

use parlance_domain::{
    ArchivedConversation, ArchivedMessage, ArchivedName, ConversationId, FinishReason, Message, MessageId,
    MessageStatus, ModelRef, Parameters, Part, Role, Timestamp, Timings,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const SEED: u64 = 4;
const WORDS: usize = 60_000;
const CHARACTERS: usize = 3_000;
/// Messages of a conversation; the first one has [`LONG`], where there is room.
const TURNS: usize = 50;
const LONG: usize = 10_000;
/// Every tenth conversation is in a script without spaces.
const HAN: usize = 10;
const FOLDERS: usize = 60;
const TAGS: usize = 200;
/// What few conversations were held with.
pub(crate) const RARE_MODEL: &str = "oracle-1";
const TEN_YEARS_MS: i64 = 10 * 365 * 24 * 60 * 60 * 1000;
const NOW_MS: i64 = 1_795_000_000_000;

/// What can be drawn, the first ones most often.
struct Zipf {
    cumulative: Vec<f64>,
}

impl Zipf {
    fn new(count: usize, offset: f64) -> Self {
        let mut sum = 0.0;
        let cumulative = (0..count)
            .map(|rank| {
                sum += 1.0 / (rank as f64 + offset);
                sum
            })
            .collect();
        Self { cumulative }
    }

    fn draw(&self, random: &mut StdRng) -> usize {
        let whole = self.cumulative.last().copied().unwrap_or_default();
        let wanted = random.random::<f64>() * whole;
        self.cumulative.partition_point(|sum| *sum < wanted).min(self.cumulative.len() - 1)
    }
}

pub(crate) struct Corpus {
    random: StdRng,
    pub(crate) words: Vec<String>,
    word: Zipf,
    /// Words of one to three characters, written without spaces.
    han: Vec<String>,
    messages: usize,
    made: usize,
}

/// The rare word of the `index`th conversation.
pub(crate) fn rare_word(index: usize) -> String {
    format!("qx{index}zj")
}

impl Corpus {
    pub(crate) fn new(messages: usize) -> Self {
        let mut random = StdRng::seed_from_u64(SEED);
        let words = words(&mut random);
        let han = han(&mut random);
        Self { words, word: Zipf::new(WORDS, 2.7), han, random, messages, made: 0 }
    }

    fn text(&mut self, index: usize, words: usize) -> String {
        let mut text = String::new();
        if index % HAN == HAN - 1 {
            for _ in 0..words {
                text.push_str(self.han.get(self.word.draw(&mut self.random)).map_or("", String::as_str));
            }
            return text;
        }
        for at in 0..words {
            let word = self.words.get(self.word.draw(&mut self.random)).map_or("", String::as_str);
            let gap = match (at, at % 11) {
                (0, _) => "",
                (_, 0) => ". ",
                _ => " ",
            };
            text.extend([gap, word]);
        }
        text
    }

    /// Around `middle`, now and then much longer.
    fn length(&mut self, middle: f64) -> usize {
        let spread: f64 = (0..4).map(|_| self.random.random::<f64>() - 0.5).sum();
        (middle * spread.exp()).max(2.0) as usize
    }

    fn conversation(&mut self, index: usize) -> ArchivedConversation {
        let room = self.messages - self.made;
        let turns = if index == 0 { LONG.min(room / 2).max(2) } else { TURNS.min(room) };
        let id = ConversationId::new();
        let share = self.made as f64 / self.messages as f64;
        let began = NOW_MS - TEN_YEARS_MS + (TEN_YEARS_MS as f64 * share) as i64;
        let model = self.model(index);
        let mut messages: Vec<ArchivedMessage> = Vec::with_capacity(turns);
        for turn in 0..turns {
            let answers = turn % 2 == 1;
            let words = self.length(if answers { 220.0 } else { 25.0 });
            let mut text = self.text(index, words);
            if turn == 1 {
                text.push_str(&format!(" {}", rare_word(index)));
            }
            if answers && index % 8 == 3 && turn % 6 == 1 {
                text.push_str("\n```rust\nfn main() { let answer_of_all = 42; }\n```\n");
            }
            messages.push(ArchivedMessage {
                message: Message {
                    id: MessageId::new(),
                    conversation: id,
                    parent: messages.last().map(|before| before.message.id),
                    role: if answers { Role::Assistant } else { Role::User },
                    status: MessageStatus::Complete,
                    model: answers.then(|| model.clone()),
                    parts: vec![Part::Text { text }],
                    finish: answers.then_some(FinishReason::Stop),
                    usage: None,
                    timings: Timings::default(),
                    route: None,
                    omissions: Vec::new(),
                    comparison: None,
                    created_at: Timestamp(began + turn as i64 * 30_000),
                },
                trashed_at: None,
            });
        }
        self.made += turns;
        let title = self.text(index, 5);
        let name = |name: String| ArchivedName { id: None, name };
        ArchivedConversation {
            id,
            title,
            leaf: messages.last().map(|last| last.message.id),
            model: Some(model),
            created_at: Timestamp(began),
            updated_at: Timestamp(began + turns as i64 * 30_000),
            folder: (!index.is_multiple_of(3)).then(|| name(folder(index))),
            tags: if index.is_multiple_of(4) { vec![name(tag(index))] } else { Vec::new() },
            pinned_at: (index % 1000 == 7).then_some(Timestamp(NOW_MS)),
            archived_at: (index % 10 == 5).then_some(Timestamp(NOW_MS)),
            trashed_at: None,
            source: None,
            persona: None,
            parameters: Parameters::default(),
            messages,
        }
    }

    fn model(&mut self, index: usize) -> ModelRef {
        let model = if index % 700 == 11 {
            RARE_MODEL.to_owned()
        } else {
            format!("large-{}", self.random.random_range(0..12))
        };
        ModelRef { provider: format!("provider-{}", index % 5), model }
    }
}

impl Iterator for Corpus {
    type Item = ArchivedConversation;

    fn next(&mut self) -> Option<ArchivedConversation> {
        // Conversation 0 is the long one; the others follow.
        let index =
            if self.made == 0 { 0 } else { 1 + (self.made - LONG.min(self.messages / 2).max(2)) / TURNS };
        (self.made < self.messages).then(|| self.conversation(index))
    }
}

pub(crate) fn folder(index: usize) -> String {
    format!("Folder {}", index % FOLDERS)
}

pub(crate) fn tag(index: usize) -> String {
    format!("tag{}", index % TAGS)
}

/// Made of syllables; short ones first, as languages have it.
fn words(random: &mut StdRng) -> Vec<String> {
    const ONSETS: &[u8] = b"bcdfghklmnprstvwz";
    const VOWELS: &[u8] = b"aeiou";
    const CODAS: &[u8] = b"nrsl";
    let pick = |letters: &[u8], random: &mut StdRng| {
        char::from(letters.get(random.random_range(0..letters.len())).copied().unwrap_or(b'a'))
    };
    let mut words = std::collections::BTreeSet::new();
    while words.len() < WORDS {
        let mut word = String::new();
        for _ in 0..[1, 2, 2, 3, 3, 3, 4][random.random_range(0..7)] {
            word.push(pick(ONSETS, random));
            word.push(pick(VOWELS, random));
            if random.random_bool(0.3) {
                word.push(pick(CODAS, random));
            }
        }
        words.insert(word);
    }
    let mut ranked: Vec<(f64, String)> =
        words.into_iter().map(|word| (word.len() as f64 + random.random::<f64>() * 6.0, word)).collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    ranked.into_iter().map(|(_, word)| word).collect()
}

fn han(random: &mut StdRng) -> Vec<String> {
    let characters = Zipf::new(CHARACTERS, 5.0);
    (0..WORDS)
        .map(|_| {
            // From the Unified Ideographs, so that frequent ones do not lie together.
            let draw =
                |random: &mut StdRng| char::from_u32(0x4e00 + characters.draw(random) as u32 * 7 % 20_000);
            (0..[1, 2, 2, 2, 3][random.random_range(0..5)]).filter_map(|_| draw(random)).collect()
        })
        .collect()
}
