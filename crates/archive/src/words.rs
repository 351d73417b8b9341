/// What a document says of its own accord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// A language tag, for the document.
    pub language: &'static str,
    pub you: &'static str,
    pub answer: &'static str,
    pub system: &'static str,
    pub reasoning: &'static str,
    pub tool_call: &'static str,
    pub tool_result: &'static str,
    pub sources: &'static str,
    pub file: &'static str,
    pub picture: &'static str,
    pub missing: &'static str,
    pub interrupted: &'static str,
    pub untitled: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    you: "You",
    answer: "Answer",
    system: "System",
    reasoning: "Reasoning",
    tool_call: "Tool call",
    tool_result: "Tool result",
    sources: "Sources",
    file: "File",
    picture: "Picture",
    missing: "not in the history",
    interrupted: "The answer was interrupted.",
    untitled: "Untitled",
};

const GERMAN: Words = Words {
    language: "de",
    you: "Du",
    answer: "Antwort",
    system: "System",
    reasoning: "Gedankengang",
    tool_call: "Werkzeugaufruf",
    tool_result: "Ergebnis des Werkzeugs",
    sources: "Quellen",
    file: "Datei",
    picture: "Bild",
    missing: "nicht im Verlauf",
    interrupted: "Die Antwort wurde unterbrochen.",
    untitled: "Ohne Titel",
};

impl Words {
    /// The words of a language tag such as `de-AT`; English where it is none of ours.
    pub fn of(language: &str) -> &'static Self {
        match language.split('-').next() {
            Some("de") => &GERMAN,
            _ => &ENGLISH,
        }
    }
}
