-- Files of messages. Their bytes lie in the folder `blobs`, named by their SHA-256; here is what is known of them.
CREATE TABLE blob (
    hash       BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
    media_type TEXT    NOT NULL CHECK (media_type <> ''),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which messages hold a file: what no message holds may go.
CREATE TABLE message_blob (
    message INTEGER NOT NULL REFERENCES message (pk) ON DELETE CASCADE,
    blob    BLOB    NOT NULL REFERENCES blob (hash),
    PRIMARY KEY (message, blob)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_blob_blob ON message_blob (blob);

-- The journal takes pictures as well. Its kinds are those of crates/store/src/journal.rs, which alone writes it: another one
-- needs no new table.
DROP TRIGGER message_ends_without_journal;

CREATE TABLE journal_of_any_kind (
    message INTEGER NOT NULL REFERENCES message (pk) ON DELETE CASCADE,
    seq     INTEGER NOT NULL CHECK (seq >= 0),
    part    INTEGER NOT NULL CHECK (part >= 0),
    kind    TEXT    NOT NULL CHECK (kind <> ''),
    text    TEXT    NOT NULL,
    PRIMARY KEY (message, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO journal_of_any_kind (message, seq, part, kind, text) SELECT message, seq, part, kind, text FROM journal;
DROP TABLE journal;
ALTER TABLE journal_of_any_kind RENAME TO journal;

-- A message cannot end and leave words in the journal.
CREATE TRIGGER message_ends_without_journal
BEFORE UPDATE OF status ON message
WHEN new.status <> 'streaming' AND EXISTS (SELECT 1 FROM journal WHERE message = old.pk)
BEGIN
    SELECT RAISE(ABORT, 'the journal of an ended message is not empty');
END;

CREATE TRIGGER journal_of_streaming_message
BEFORE INSERT ON journal
WHEN (SELECT status FROM message WHERE pk = new.message) IS NOT 'streaming'
BEGIN
    SELECT RAISE(ABORT, 'the message of a journal entry is not streaming');
END;
