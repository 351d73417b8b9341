//! The statements of the search. All candidates take (?1 what to match, ?2 patterns that must match too, ?3 how many) and give
//! (conversation, message, at, score); all snippets take (?1 row, ?2 what to match, ?3 and ?4 marks around a hit).

/// How a candidate was found, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// Whole words, the last one a prefix.
    Words,
    /// Substrings of at least three characters; shorter ones filter.
    Grams,
    /// Substrings of one or two characters in scripts without spaces, which no index holds.
    Scan,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Messages,
    Titles,
}

pub(super) fn candidates(source: Source, target: Target) -> &'static str {
    match (source, target) {
        (Source::Words, Target::Messages) => {
            "SELECT m.conversation, m.pk AS message, m.created_at AS at, bm25(message_words) AS score
             FROM message_words JOIN message m ON m.pk = message_words.rowid JOIN conversation c ON c.pk = m.conversation
             WHERE message_words MATCH ?1 AND ?2 IS NOT NULL AND c.trashed_at IS NULL AND m.trashed_at IS NULL
             ORDER BY message_words.rowid DESC LIMIT ?3"
        }
        (Source::Words, Target::Titles) => {
            "SELECT c.pk AS conversation, NULL AS message, c.updated_at AS at, bm25(title_words) AS score
             FROM title_words JOIN conversation c ON c.pk = title_words.rowid
             WHERE title_words MATCH ?1 AND ?2 IS NOT NULL AND c.trashed_at IS NULL
             ORDER BY title_words.rowid DESC LIMIT ?3"
        }
        (Source::Grams, Target::Messages) => {
            "SELECT m.conversation, m.pk AS message, m.created_at AS at, bm25(message_grams) AS score
             FROM message_grams JOIN message m ON m.pk = message_grams.rowid JOIN conversation c ON c.pk = m.conversation
             WHERE message_grams MATCH ?1 AND c.trashed_at IS NULL AND m.trashed_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM json_each(?2) WHERE m.text NOT LIKE value ESCAPE '\\')
             ORDER BY message_grams.rowid DESC LIMIT ?3"
        }
        (Source::Grams, Target::Titles) => {
            "SELECT c.pk AS conversation, NULL AS message, c.updated_at AS at, bm25(title_grams) AS score
             FROM title_grams JOIN conversation c ON c.pk = title_grams.rowid
             WHERE title_grams MATCH ?1 AND c.trashed_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM json_each(?2) WHERE c.title NOT LIKE value ESCAPE '\\')
             ORDER BY title_grams.rowid DESC LIMIT ?3"
        }
        (Source::Scan, Target::Messages) => {
            "SELECT m.conversation, m.pk AS message, m.created_at AS at, 0.0 AS score
             FROM message m JOIN conversation c ON c.pk = m.conversation
             WHERE ?1 = '' AND c.trashed_at IS NULL AND m.trashed_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM json_each(?2) WHERE m.text NOT LIKE value ESCAPE '\\')
             ORDER BY m.pk DESC LIMIT ?3"
        }
        (Source::Scan, Target::Titles) => {
            "SELECT c.pk AS conversation, NULL AS message, c.updated_at AS at, 0.0 AS score
             FROM conversation c
             WHERE ?1 = '' AND c.trashed_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM json_each(?2) WHERE c.title NOT LIKE value ESCAPE '\\')
             ORDER BY c.pk DESC LIMIT ?3"
        }
    }
}

pub(super) fn snippet(source: Source, target: Target) -> &'static str {
    match (source, target) {
        (Source::Words, Target::Messages) => {
            "SELECT snippet(message_words, 0, ?3, ?4, '…', 24) FROM message_words
             WHERE rowid = ?1 AND message_words MATCH ?2"
        }
        (Source::Words, Target::Titles) => {
            "SELECT highlight(title_words, 0, ?3, ?4) FROM title_words WHERE rowid = ?1 AND title_words MATCH ?2"
        }
        (Source::Grams, Target::Messages) => {
            "SELECT snippet(message_grams, 0, ?3, ?4, '…', 64) FROM message_grams
             WHERE rowid = ?1 AND message_grams MATCH ?2"
        }
        (Source::Grams, Target::Titles) => {
            "SELECT highlight(title_grams, 0, ?3, ?4) FROM title_grams WHERE rowid = ?1 AND title_grams MATCH ?2"
        }
        (Source::Scan, Target::Messages) => "SELECT text FROM message WHERE pk = ?1 AND ?2 = '' AND ?3 <> ?4",
        (Source::Scan, Target::Titles) => {
            "SELECT title FROM conversation WHERE pk = ?1 AND ?2 = '' AND ?3 <> ?4"
        }
    }
}
