use proptest::prelude::*;

use super::*;

/// A question and the page that must be found first.
const ENGLISH_QUESTIONS: &[(&str, &str)] = &[
    ("set a budget for the month", "auto"),
    ("what does auto do", "auto"),
    ("how to start", "getting-started"),
    ("are you an AI?", "getting-started"),
    ("can I attach a pdf file or an image?", "attachments"),
    ("Where is my API token stored?", "keys"),
    ("paste openai key", "keys"),
    ("set GROQ_API_KEY", "keys"),
    ("two keys for one provider", "keys"),
    ("rotate a key", "keys"),
    ("Was a restricted key saved?", "keys"),
    ("connect to ollama", "local-servers"),
    ("lm studio not found", "local-servers"),
    ("run a model on my own machine", "local-servers"),
    ("add a custom OpenAI-compatible endpoint", "custom-endpoints"),
    ("change base url", "custom-endpoints"),
    ("use azure openai with my deployment", "custom-endpoints"),
    ("export a provider to a file", "custom-endpoints"),
    ("switch to a different model", "models"),
    ("set the temperature", "parameters"),
    ("give the model a persona with a system prompt", "prompts"),
    ("make it think less", "parameters"),
    ("the seed was ignored", "parameters"),
    ("which model can read images", "models"),
    ("star my favourite models", "models"),
    ("correct the price of a model", "models"),
    ("how fast is a model", "models"),
    ("abort the answer", "asking"),
    ("regenerate the response", "asking"),
    ("the conversation is too long for the model", "long-conversations"),
    ("what is the ring next to the model", "long-conversations"),
    ("summarise the oldest messages", "long-conversations"),
    ("my answer was cut off, the connection broke", "interrupted"),
    ("the computer crashed while it was writing", "interrupted"),
    ("find an old conversation", "history"),
    ("rename chat", "history"),
    ("I typed something and did not send it", "drafts"),
    ("what is PARLANCE_HOME", "data-folder"),
    ("where are my files saved on disk", "data-folder"),
    ("keybord shortcuts", "shortcuts"),
    ("dark mode", "appearance"),
    ("bigger font", "appearance"),
    ("do you track me or collect telemetry?", "privacy"),
    ("generate an image", "pictures"),
    ("have a picture drawn", "pictures"),
    ("picture in an answer does not load", "images-and-links"),
    ("use it from the command line", "terminal"),
    ("pipe a file into the terminal", "terminal"),
    ("invalid key 401", "trouble-connections"),
    ("keyring locked on linux", "trouble-connections"),
    ("rate limit 429", "trouble-connections"),
    ("database corrupt", "trouble-storage"),
    ("no space left on disk", "trouble-storage"),
    ("report a bug", "diagnostics"),
    ("where are the logs", "diagnostics"),
];

const GERMAN_QUESTIONS: &[(&str, &str)] = &[
    ("Wie fange ich an?", "getting-started"),
    ("Bist du eine KI?", "getting-started"),
    ("API-Key hinzufügen", "keys"),
    ("Wo ist mein Schlüssel gespeichert?", "keys"),
    ("mehrere Schlüssel für einen Anbieter", "keys"),
    ("Wie verbinde ich Ollama?", "local-servers"),
    ("eigenen Server mit Basis-URL eintragen", "custom-endpoints"),
    ("Azure mit meinem Deployment benutzen", "custom-endpoints"),
    ("Anbieter als Datei importieren", "custom-endpoints"),
    ("anderes Modell wählen", "models"),
    ("Temperatur einstellen", "parameters"),
    ("Systemprompt", "parameters"),
    ("Das Modell soll weniger denken", "parameters"),
    ("Parameter abgelehnt", "parameters"),
    ("Modelle nach Preis filtern", "models"),
    ("Favoriten merken", "models"),
    ("falschen Preis eines Modells ändern", "models"),
    ("Antwort abbrechen", "asking"),
    ("Nachricht senden", "asking"),
    ("Die Unterhaltung ist zu lang für das Modell", "long-conversations"),
    ("Was ist der Ring neben dem Modell?", "long-conversations"),
    ("Stromausfall während der Antwort", "interrupted"),
    ("alte Unterhaltung suchen", "history"),
    ("Wer wird zuerst gefragt?", "auto"),
    ("Budget pro Monat", "auto"),
    ("Unterhaltung loeschen", "history"),
    ("nicht gesendeter Text", "drafts"),
    ("Wo liegen meine Daten?", "data-folder"),
    ("Backup machen", "data-folder"),
    ("Kürzel für die Tastatur", "shortcuts"),
    ("Dunkelmodus", "appearance"),
    ("Sprache umstellen auf Deutsch", "appearance"),
    ("Werden meine Daten an jemanden gesendet?", "privacy"),
    ("ein Bild malen lassen", "pictures"),
    ("Bild generieren", "pictures"),
    ("Bild wird nicht geladen", "images-and-links"),
    ("in der Kommandozeile benutzen", "terminal"),
    ("gnome-keyring starten", "trouble-connections"),
    ("Datenbank kaputt", "trouble-storage"),
    ("Festplatte voll", "trouble-storage"),
    ("Fehler melden", "diagnostics"),
];

fn first_page(question: &str) -> (Language, Option<&'static str>) {
    let (index, hits) = best_language(question);
    (index.language, hits.first().map(|hit| index.sections[hit.section].page))
}

#[test]
fn the_right_page_comes_first() {
    let mut wrong = Vec::new();
    for (language, questions) in
        [(Language::English, ENGLISH_QUESTIONS), (Language::German, GERMAN_QUESTIONS)]
    {
        for &(question, page) in questions {
            let found = first_page(question);
            if found != (language, Some(page)) {
                wrong.push(format!("{question}: {page} expected, {found:?} found"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_answer_names_its_page_and_offers_two_questions() {
    for question in ["How do I add an API key?", "How do I add a key?"] {
        assert!(answer(question).starts_with("### How do I add an API key?"), "{question}");
    }
    let text = answer("How do I add an API key?");
    assert!(text.starts_with("### How do I add an API key?\n\n1. Open **Settings**"), "{text}");
    assert!(text.contains("*From Parlance's help: Keys*"), "{text}");
    assert_eq!(
        text.lines().rev().take_while(|line| line.starts_with("- ") && line.ends_with('?')).count(),
        2
    );

    let text = answer("Wie füge ich einen API-Schlüssel hinzu?");
    assert!(text.contains("*Aus der Hilfe von Parlance: Schlüssel*"), "{text}");
}

#[test]
fn the_words_for_finding_are_not_shown() {
    for question in ENGLISH_QUESTIONS.iter().chain(GERMAN_QUESTIONS) {
        assert!(!answer(question.0).contains("<!--"));
    }
}

#[test]
fn a_question_about_something_else_gets_the_list_of_topics() {
    let pages = super::super::pages::sections(Language::English).into_iter().map(|section| section.page);
    let topics = pages.collect::<std::collections::BTreeSet<_>>().len();
    for question in
        ["", "?!", "What is the weather in Paris?", "Write me a poem about the sea", "12345", "漢字"]
    {
        let text = answer(question);
        assert!(text.starts_with("I only know Parlance's help"), "{question}: {text}");
        assert_eq!(text.lines().filter(|line| line.starts_with("- **")).count(), topics);
    }
    assert!(
        answer("Wie wird das Wetter morgen in Berlin?").starts_with("Ich kenne nur die Hilfe von Parlance")
    );
}

#[test]
fn a_draw_is_english() {
    assert_eq!(first_page("").0, Language::English);
    assert_eq!(first_page("xyzzy").0, Language::English);
}

#[test]
fn a_huge_message_is_answered() {
    assert!(!answer(&"How do I add a key? ".repeat(100_000)).is_empty());
}

proptest! {
    #[test]
    fn any_text_gets_an_answer(text in any::<String>()) {
        prop_assert!(answer(&text).contains("- "));
    }

    #[test]
    fn any_words_of_the_pages_get_an_answer(words in proptest::collection::vec("[a-zäöüß]{1,12}", 0..30)) {
        prop_assert!(answer(&words.join(" ")).contains("- "));
    }
}
