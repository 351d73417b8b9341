//! From text to the stems that are compared: lower case, no accents, no endings, no function words.

use super::pages::Language;

const ENGLISH: &[&str] = &[
    "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "cannot", "could", "did", "do", "does", "doing", "during", "while", "still", "for", "from", "get",
    "give", "go", "had", "has", "have", "how", "if", "in", "into", "is", "isnt", "it", "its", "just", "let",
    "me", "my", "no", "not", "of", "on", "or", "our", "please", "so", "some", "tell", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "to", "want", "was", "we", "were", "what",
    "when", "where", "which", "who", "why", "will", "with", "would", "you", "your", "should", "dont",
    "doesnt", "ive", "im",
];

const GERMAN: &[&str] = &[
    "aber", "alle", "alles", "als", "also", "am", "an", "auch", "auf", "aus", "bei", "bin", "bitte", "da",
    "das", "dass", "dein", "deine", "dem", "den", "denn", "der", "des", "die", "dies", "diese", "dieser",
    "du", "durch", "ein", "eine", "einem", "einen", "einer", "er", "es", "etwas", "fuer", "für", "gibt",
    "haben", "habe", "hat", "ich", "im", "in", "ist", "ja", "kann", "kein", "keine", "können", "koennen",
    "man", "mein", "meine", "meinem", "meinen", "meiner", "mich", "mir", "mit", "möchte", "moechte", "muss",
    "nach", "nicht", "noch", "nur", "oder", "ob", "sein", "sich", "sie", "sind", "so", "soll", "um", "und",
    "uns", "vom", "von", "vor", "wann", "war", "warum", "während", "waehrend", "was", "welche", "welcher",
    "welches", "wenn", "wer", "werden", "wie", "will", "wird", "wo", "zu", "zum", "zur", "über", "ueber",
    "macht", "mache", "tun", "mal",
];

/// The product's own name stands in every page and says nothing.
const PRODUCT: &str = "parlance";

/// The stems of the words in `text` that mean something.
pub(super) fn stems(text: &str, language: Language) -> Vec<String> {
    words(text)
        .filter(|word| word != PRODUCT && !is_function_word(word, language))
        .map(|word| stem(&fold(&word), language))
        .filter(|stem| stem.len() > 1)
        .collect()
}

/// How many words of `text` are function words of `language`.
pub(super) fn function_words(text: &str, language: Language) -> usize {
    words(text).filter(|word| is_function_word(word, language)).count()
}

fn is_function_word(word: &str, language: Language) -> bool {
    match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
    }
    .contains(&word)
}

/// Runs of letters and digits, in lower case; an apostrophe inside joins.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .map(|word| {
            word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        })
        .filter(|word| !word.is_empty())
}

/// Without accents, and with the umlauts' two spellings made one: `löschen` and `loeschen` are both `loschen`.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'à'..='å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è'..='ë' => folded.push('e'),
            'ì'..='ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò'..='ö' | 'ø' => folded.push('o'),
            'ù'..='ü' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push('a'),
            other => folded.push(other),
        }
    }
    folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

fn stem(word: &str, language: Language) -> String {
    match language {
        Language::English => english(word),
        Language::German => german(word),
    }
}

/// Plural, -ed, -ing and the silent e. Light on purpose: two forms of one word must meet, the stem need not be a word.
fn english(word: &str) -> String {
    let plural = match word {
        w if w.ends_with("ies") && w.len() > 4 => format!("{}y", &w[..w.len() - 3]),
        w if w.ends_with("sses") || w.ends_with("xes") || w.ends_with("shes") || w.ends_with("ches") => {
            w[..w.len() - 2].to_owned()
        }
        w if w.ends_with('s')
            && w.len() > 3
            && !w.ends_with("ss")
            && !w.ends_with("us")
            && !w.ends_with("is") =>
        {
            w[..w.len() - 1].to_owned()
        }
        w => w.to_owned(),
    };
    let base = ["ing", "ed"]
        .iter()
        .find_map(|ending| plural.strip_suffix(ending).filter(|base| base.chars().count() >= 3))
        .map_or_else(|| plural.clone(), without_double);
    match base.strip_suffix('e') {
        Some(short) if short.chars().count() >= 3 => short.to_owned(),
        _ => base,
    }
}

/// `stopp` to `stop`; `press` and `install` stay.
fn without_double(base: &str) -> String {
    let mut end = base.chars().rev();
    match (end.next(), end.next()) {
        (Some(a), Some(b)) if a == b && !matches!(a, 's' | 'l' | 'z') => {
            base[..base.len() - a.len_utf8()].to_owned()
        }
        _ => base.to_owned(),
    }
}

/// Up to three endings, then the ge- of a participle.
fn german(word: &str) -> String {
    let mut base = word;
    for _ in 0..3 {
        match ["ern", "em", "er", "en", "es", "st", "e", "n", "s", "t"]
            .iter()
            .find_map(|end| base.strip_suffix(end))
        {
            Some(shorter) if shorter.chars().count() >= 4 => base = shorter,
            _ => break,
        }
    }
    base.strip_prefix("ge").filter(|rest| rest.chars().count() >= 4).unwrap_or(base).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(language: Language, forms: &[&str]) {
        let stems: Vec<_> = forms.iter().map(|form| stems(form, language)).collect();
        assert!(stems.iter().all(|stem| stem.len() == 1 && *stem == stems[0]), "{forms:?}: {stems:?}");
    }

    #[test]
    fn the_forms_of_an_english_word_meet() {
        meet(Language::English, &["delete", "deletes", "deleted", "deleting", "Delete!"]);
        meet(Language::English, &["stop", "stopped", "stopping"]);
        meet(Language::English, &["copy", "copies"]);
        meet(Language::English, &["press", "pressed"]);
        meet(Language::English, &["key", "keys"]);
    }

    #[test]
    fn the_forms_of_a_german_word_meet() {
        meet(Language::German, &["löschen", "loeschen", "lösche", "löscht", "gelöscht", "gelöschter"]);
        meet(Language::German, &["speichern", "speichert", "gespeichert", "speichere"]);
        meet(Language::German, &["Schlüssel", "Schlüsseln", "schluessel"]);
        meet(Language::German, &["senden", "sendet", "gesendet", "gesendeter"]);
        meet(Language::German, &["Einstellung", "Einstellungen"]);
    }

    #[test]
    fn words_that_mean_nothing_are_left_out() {
        assert!(stems("How do I, with the… Parlance?", Language::English).is_empty());
        assert!(stems("Wie kann ich das?", Language::German).is_empty());
        assert_eq!(function_words("Wie kann ich das?", Language::German), 4);
    }
}
