//! A history whose words are known, and a plain scan over all of them, to compare the search with.

use std::collections::BTreeSet;
use std::fmt;

use parlance_domain::{
    ArchivedConversation, ArchivedMessage, ArchivedName, Attachment, ConversationId, Message, MessageId,
    MessageStatus, ModelRef, Part, Role, Timestamp,
};
use parlance_store::{Deleted, Hit, Store};

use crate::support::*;

/// Of the page that the app shows.
pub(crate) const PAGE: usize = 50;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// 1 January 2021.
const BEGAN_MS: i64 = 1_609_459_200_000;

/// The noon of a day, counted from 1 January 2021.
pub(crate) fn day_ms(day: i64) -> i64 {
    BEGAN_MS + day * DAY_MS + DAY_MS / 2
}

/// When a year began, before the next leap year.
fn year_ms(year: i64) -> i64 {
    BEGAN_MS + (year - 2021) * 365 * DAY_MS
}

/// A conversation and what is said in it, question and answer in turns.
#[derive(Debug)]
pub(crate) struct Talk {
    pub(crate) id: ConversationId,
    pub(crate) title: String,
    pub(crate) folder: Option<&'static str>,
    pub(crate) tag: Option<&'static str>,
    pub(crate) model: &'static str,
    pub(crate) pinned: bool,
    pub(crate) archived: bool,
    pub(crate) trashed: bool,
    pub(crate) said: Vec<Said>,
}

#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) id: MessageId,
    pub(crate) text: String,
    /// The words of a file beside it.
    pub(crate) file: Option<String>,
    pub(crate) at_ms: i64,
}

#[derive(Debug, Clone)]
pub(crate) enum Term {
    /// A word, or several in a row.
    Quoted(&'static str),
    /// What a word begins with. The last term.
    Beginning(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    Folder(&'static str),
    NotFolder(&'static str),
    Tag(&'static str),
    Model(&'static str),
    Asked,
    NotAsked,
    Code,
    File,
    Pinned,
    Archived,
    NotArchived,
    /// 1 January of a year.
    Before(i64),
    After(i64),
}

/// What is looked for, as it is typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ask {
    pub(crate) filters: Vec<Filter>,
    pub(crate) without: Vec<&'static str>,
    pub(crate) terms: Vec<Term>,
}

impl Ask {
    pub(crate) fn quoted(words: &'static str) -> Self {
        Self { terms: vec![Term::Quoted(words)], ..Self::default() }
    }

    pub(crate) fn beginning(word: &'static str) -> Self {
        Self { terms: vec![Term::Beginning(word)], ..Self::default() }
    }

    pub(crate) fn and(mut self, term: Term) -> Self {
        self.terms.push(term);
        self
    }

    pub(crate) fn only(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    pub(crate) fn without(mut self, words: &'static str) -> Self {
        self.without.push(words);
        self
    }

    /// Whether all of it stands in a text as words, and nothing that may not.
    fn in_words(&self, text: &str) -> bool {
        let text = words(text);
        let all = self.terms.iter().all(|term| match term {
            Term::Quoted(phrase) => in_a_row(&text, phrase),
            Term::Beginning(start) => text.iter().any(|word| word.starts_with(start)),
        });
        all && !self.without.iter().any(|unwanted| in_a_row(&text, unwanted))
    }

    /// Whether all of it stands somewhere in a text, and nothing that may not.
    fn in_letters(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let all = self.terms.iter().all(|term| {
            let (Term::Quoted(letters) | Term::Beginning(letters)) = term;
            lower.contains(&letters.to_lowercase())
        });
        all && !self.without.iter().any(|unwanted| in_a_row(&words(text), unwanted))
    }

    /// Whether a message passes the filters, or what is no message.
    fn passes(&self, talk: &Talk, at: Option<usize>) -> bool {
        let asked = at.map(|at| at.is_multiple_of(2));
        let said = at.map(|at| &talk.said[at]);
        !talk.trashed
            && self.filters.iter().all(|filter| match *filter {
                Filter::Folder(name) => talk.folder == Some(name),
                Filter::NotFolder(name) => talk.folder != Some(name),
                Filter::Tag(name) => talk.tag == Some(name),
                Filter::Pinned => talk.pinned,
                Filter::Archived => talk.archived,
                Filter::NotArchived => !talk.archived,
                Filter::Model(model) => asked == Some(false) && talk.model == model,
                Filter::Asked => asked == Some(true),
                Filter::NotAsked => asked == Some(false),
                Filter::Code => said.is_some_and(|said| said.text.contains("```")),
                Filter::File => said.is_some_and(|said| said.file.is_some()),
                Filter::Before(year) => said.is_some_and(|said| said.at_ms < year_ms(year)),
                Filter::After(year) => said.is_some_and(|said| said.at_ms >= year_ms(year)),
            })
    }

    /// Whether it is found in a conversation, in a text as `fits` says.
    fn is_in(&self, talk: &Talk, fits: impl Fn(&str) -> bool) -> bool {
        let in_said = |(at, said): (usize, &Said)| {
            self.passes(talk, Some(at)) && (fits(&said.text) || said.file.as_deref().is_some_and(&fits))
        };
        talk.said.iter().enumerate().any(in_said) || (self.passes(talk, None) && fits(&talk.title))
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for filter in &self.filters {
            match filter {
                Filter::Folder(name) => write!(f, "in:{name} "),
                Filter::NotFolder(name) => write!(f, "-in:{name} "),
                Filter::Tag(name) => write!(f, "tag:{name} "),
                Filter::Model(model) => write!(f, "model:{model} "),
                Filter::Asked => write!(f, "role:user "),
                Filter::NotAsked => write!(f, "-role:user "),
                Filter::Code => write!(f, "has:code "),
                Filter::File => write!(f, "has:file "),
                Filter::Pinned => write!(f, "is:pinned "),
                Filter::Archived => write!(f, "is:archived "),
                Filter::NotArchived => write!(f, "-is:archived "),
                Filter::Before(year) => write!(f, "before:{year} "),
                Filter::After(year) => write!(f, "after:{year} "),
            }?;
        }
        for unwanted in &self.without {
            write!(f, "-\"{unwanted}\" ")?;
        }
        for term in &self.terms {
            match term {
                Term::Quoted(words) => write!(f, "\"{words}\" "),
                Term::Beginning(word) => f.write_str(word),
            }?;
        }
        Ok(())
    }
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn in_a_row(text: &[String], phrase: &str) -> bool {
    let phrase = words(phrase);
    text.windows(phrase.len()).any(|passage| passage == phrase)
}

/// A history, with what stands in it.
pub(crate) struct Known {
    pub(crate) store: Store,
    /// The oldest first.
    pub(crate) talks: Vec<Talk>,
}

impl Known {
    /// Takes the conversations into a history, the oldest first.
    pub(crate) async fn lay(store: Store, talks: Vec<Talk>) -> Self {
        for talks in talks.chunks(40) {
            let mut archived = Vec::new();
            for talk in talks {
                archived.push(archive(&store, talk).await);
            }
            store.merge(&archived, Deleted::StaysDeleted).await.unwrap();
        }
        Self { store, talks }
    }

    /// The conversations that hold all of it as words, in one message, in the file beside it or in the title, the newest first.
    fn scan(&self, ask: &Ask) -> Vec<ConversationId> {
        let holds = |talk: &&Talk| ask.is_in(talk, |text| ask.in_words(text));
        self.talks.iter().rev().filter(holds).map(|talk| talk.id).collect()
    }

    /// The same for what stands there within a word or not.
    fn scan_letters(&self, ask: &Ask) -> Vec<ConversationId> {
        let holds = |talk: &&Talk| ask.is_in(talk, |text| ask.in_letters(text));
        self.talks.iter().rev().filter(holds).map(|talk| talk.id).collect()
    }

    /// A page of hits, each of which is one.
    async fn hits(&self, ask: &Ask) -> Vec<ConversationId> {
        let hits = self.store.search(&ask.to_string(), PAGE).await.unwrap();
        for hit in &hits {
            assert!(self.is_right(ask, hit), "{ask}: {hit:?}");
        }
        let found: Vec<_> = hits.iter().map(|hit| hit.conversation).collect();
        assert_eq!(BTreeSet::from_iter(&found).len(), found.len(), "{ask}: a conversation is there twice");
        found
    }

    fn is_right(&self, ask: &Ask, hit: &Hit) -> bool {
        let talk = self.talks.iter().find(|talk| talk.id == hit.conversation).unwrap();
        let at = hit.message.map(|id| talk.said.iter().position(|said| said.id == id).unwrap());
        let text = match at.map(|at| &talk.said[at]) {
            None => &talk.title,
            Some(said) if hit.in_file => said.file.as_ref().unwrap(),
            Some(said) => &said.text,
        };
        ask.passes(talk, at) && (ask.in_words(text) || ask.in_letters(text))
    }

    /// What is rare is found wherever it stands.
    pub(crate) async fn finds_all(&self, ask: Ask) {
        let expected = self.scan(&ask);
        assert!((1..=PAGE).contains(&expected.len()), "{ask} is not rare: {}", expected.len());
        self.finds(&ask, &expected).await;
    }

    /// What is rare is found within words, too.
    pub(crate) async fn finds_all_letters(&self, ask: Ask) {
        let expected = self.scan_letters(&ask);
        assert!((1..=PAGE).contains(&expected.len()), "{ask} is not rare: {}", expected.len());
        self.finds(&ask, &expected).await;
    }

    /// What is common fills the page, also with the newest `most` that hold it.
    pub(crate) async fn finds_newest(&self, ask: Ask, most: usize) {
        let mut expected = self.scan(&ask);
        assert!(expected.len() > PAGE, "{ask} is not common: {}", expected.len());
        expected.truncate(most);
        self.finds(&ask, &expected).await;
        assert_eq!(self.hits(&ask).await.len(), PAGE, "{ask}: the page is not full");
    }

    async fn finds(&self, ask: &Ask, expected: &[ConversationId]) {
        let found = self.hits(ask).await;
        let missing = expected.iter().filter(|id| !found.contains(id));
        let missing: Vec<_> = missing.map(|id| self.talks.iter().position(|talk| talk.id == *id)).collect();
        assert!(
            missing.is_empty(),
            "{ask}: {} of {} are missing: {missing:?}",
            missing.len(),
            expected.len()
        );
    }
}

async fn archive(store: &Store, talk: &Talk) -> ArchivedConversation {
    let mut messages: Vec<ArchivedMessage> = Vec::new();
    for (at, said) in talk.said.iter().enumerate() {
        let asked = at % 2 == 0;
        let mut parts = vec![text(&said.text)];
        if let Some(words) = &said.file {
            let at = Timestamp(said.at_ms);
            let blob = store.put_blob(words.as_bytes().into(), "text/plain", at).await.unwrap();
            store.set_blob_text(blob, words).await.unwrap();
            let (name, media_type) = ("notes.txt".to_owned(), "text/plain".to_owned());
            parts.push(Part::File(Attachment { blob, name, media_type, size_bytes: words.len() as u64 }));
        }
        let message = Message {
            id: said.id,
            role: if asked { Role::User } else { Role::Assistant },
            status: MessageStatus::Complete,
            model: (!asked).then(|| ModelRef { provider: "test".into(), model: talk.model.into() }),
            parts,
            created_at: Timestamp(said.at_ms),
            ..user(talk.id, messages.last().map(|above| above.message.id), "")
        };
        messages.push(ArchivedMessage { message, trashed_at: None });
    }
    let named = |name: &str| ArchivedName { id: None, name: name.into() };
    let first = Timestamp(talk.said.first().map_or(0, |said| said.at_ms));
    ArchivedConversation {
        id: talk.id,
        title: talk.title.clone(),
        leaf: messages.last().map(|last| last.message.id),
        created_at: first,
        updated_at: first,
        folder: talk.folder.map(named),
        tags: talk.tag.map(named).into_iter().collect(),
        pinned_at: talk.pinned.then_some(first),
        archived_at: talk.archived.then_some(first),
        trashed_at: talk.trashed.then_some(first),
        messages,
        ..archived(Vec::new())
    }
}
