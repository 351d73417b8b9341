//! What the Guide says.

use std::sync::LazyLock;

use super::pages::{Language, Section};
use super::search::{Hit, Index};

/// The longest piece of a question that is looked at, in characters.
const QUESTION_CHARS: usize = 2_000;
/// A second section is told too when its score is at least this part of the best one's.
const AS_GOOD: f64 = 0.95;
const RELATED: usize = 2;

static INDEXES: LazyLock<[Index; 2]> =
    LazyLock::new(|| [Index::new(Language::English), Index::new(Language::German)]);

struct Words {
    from: &'static str,
    related: &'static str,
    nothing: &'static str,
    topics: &'static str,
}

const ENGLISH: Words = Words {
    from: "From Parlance's help:",
    related: "You could also ask:",
    nothing: "I only know Parlance's help, and I found nothing there about this. For everything else, choose an AI model.",
    topics: "These are my topics, each with a question I can answer:",
};

const GERMAN: Words = Words {
    from: "Aus der Hilfe von Parlance:",
    related: "Du könntest auch fragen:",
    nothing: "Ich kenne nur die Hilfe von Parlance und habe dort nichts dazu gefunden. Für alles andere wähle ein KI-Modell.",
    topics: "Das sind meine Themen, jedes mit einer Frage, die ich beantworten kann:",
};

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

/// The answer to a question, as Markdown. The same question always gets the same answer.
pub(super) fn answer(question: &str) -> String {
    let question: String = question.chars().take(QUESTION_CHARS).collect();
    let (index, hits) = best_language(&question);
    match hits.first() {
        Some(best) => found(index, best, &hits),
        None => topics(index),
    }
}

/// The language whose pages know most words of the question; English when it is a draw.
fn best_language(question: &str) -> (&'static Index, Vec<Hit>) {
    let [english, german] = &*INDEXES;
    let index = if german.familiarity(question) > english.familiarity(question) { german } else { english };
    (index, index.search(question))
}

fn found(index: &Index, best: &Hit, hits: &[Hit]) -> String {
    let words = words(index.language);
    let told: Vec<_> =
        hits.iter().take(2).filter(|hit| hit.score >= AS_GOOD * best.score).map(|hit| hit.section).collect();
    let mut text = String::new();
    for &number in &told {
        let Section { heading, body, page_title, .. } = &index.sections[number];
        text += &format!("### {heading}\n\n{body}\n\n*{} {page_title}*\n\n", words.from);
    }
    text += &format!("{}\n\n", words.related);
    for question in related(index, &told, hits) {
        text += &format!("- {question}\n");
    }
    text
}

/// The next best questions; then those of the same page; then any.
fn related<'a>(index: &'a Index, told: &[usize], hits: &[Hit]) -> Vec<&'a str> {
    let page = told.first().map(|&number| index.sections[number].page);
    let same_page = (0..index.sections.len()).filter(|&number| Some(index.sections[number].page) == page);
    let mut chosen: Vec<usize> = Vec::with_capacity(RELATED);
    for number in hits.iter().map(|hit| hit.section).chain(same_page).chain(0..index.sections.len()) {
        if chosen.len() == RELATED {
            break;
        }
        if index.sections[number].is_question() && !told.contains(&number) && !chosen.contains(&number) {
            chosen.push(number);
        }
    }
    chosen.into_iter().map(|number| index.sections[number].heading).collect()
}

fn topics(index: &Index) -> String {
    let words = words(index.language);
    let mut text = format!("{}\n\n{}\n\n", words.nothing, words.topics);
    let mut page = "";
    for section in index.sections.iter().filter(|section| section.is_question()) {
        if section.page != page {
            page = section.page;
            text += &format!("- **{}**: {}\n", section.page_title, section.heading);
        }
    }
    text
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
