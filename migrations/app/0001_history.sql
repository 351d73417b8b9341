-- History, journal, drafts, usage, search. A released migration is never edited; a change is a new file.
--
-- Rows are known to the outside by 16-byte UUIDs (`id`) and to each other by integers (`pk`), which the full-text tables
-- need and which sort by insertion. Times are milliseconds since 1970. Money is millionths of a US dollar.

-- "PRLC": tells a history from any other SQLite file.
PRAGMA application_id = 0x50524c43;

CREATE TABLE conversation (
    pk         INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    title      TEXT    NOT NULL,
    leaf       INTEGER,
    provider   TEXT,
    model      TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    trashed_at INTEGER,
    CHECK ((provider IS NULL) = (model IS NULL)),
    -- The leaf is a message of this very conversation.
    FOREIGN KEY (pk, leaf) REFERENCES message (conversation, pk)
) STRICT;

CREATE INDEX conversation_recent ON conversation (updated_at DESC, pk DESC) WHERE trashed_at IS NULL;

-- `parts` is JSON, as crates/domain writes it. `text` is the visible text of the sealed parts, for search. Short columns come
-- first, so that reading them does not walk the pages of a long text.
CREATE TABLE message (
    pk             INTEGER PRIMARY KEY,
    id             BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    conversation   INTEGER NOT NULL REFERENCES conversation (pk) ON DELETE CASCADE,
    parent         INTEGER CHECK (parent < pk),
    role           TEXT    NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
    status         TEXT    NOT NULL CHECK (status IN ('streaming', 'complete', 'interrupted', 'failed')),
    -- The running instance that writes it.
    owner          BLOB    CHECK (length(owner) = 16),
    provider       TEXT,
    model          TEXT,
    finish         TEXT    CHECK (finish IN ('stop', 'length', 'tool_calls', 'content_filter', 'refusal', 'error', 'other')),
    usage          TEXT    CHECK (json_valid(usage)),
    first_token_ms INTEGER CHECK (first_token_ms >= 0),
    done_ms        INTEGER CHECK (done_ms >= 0),
    created_at     INTEGER NOT NULL,
    text           TEXT    NOT NULL,
    parts          TEXT    NOT NULL CHECK (json_type(parts) = 'array'),
    CHECK ((provider IS NULL) = (model IS NULL)),
    CHECK ((status = 'streaming') = (owner IS NOT NULL)),
    CHECK (status <> 'streaming' OR role = 'assistant'),
    UNIQUE (conversation, pk),
    -- The parent is a message of the same conversation.
    FOREIGN KEY (conversation, parent) REFERENCES message (conversation, pk)
) STRICT;

CREATE INDEX message_parent ON message (conversation, parent);
CREATE INDEX message_streaming ON message (owner) WHERE owner IS NOT NULL;

CREATE TRIGGER message_place_is_fixed
BEFORE UPDATE OF pk, id, conversation, parent, role, created_at ON message
WHEN old.pk IS NOT new.pk OR old.id IS NOT new.id OR old.conversation IS NOT new.conversation
    OR old.parent IS NOT new.parent OR old.role IS NOT new.role OR old.created_at IS NOT new.created_at
BEGIN
    SELECT RAISE(ABORT, 'the place of a message is fixed when it is created');
END;

-- What a turn has said since its message was last sealed, in order. Empty unless the message is streaming.
CREATE TABLE journal (
    message INTEGER NOT NULL REFERENCES message (pk) ON DELETE CASCADE,
    seq     INTEGER NOT NULL CHECK (seq >= 0),
    part    INTEGER NOT NULL CHECK (part >= 0),
    kind    TEXT    NOT NULL CHECK (kind IN ('text', 'reasoning', 'tool_id', 'tool_name', 'tool_arguments')),
    text    TEXT    NOT NULL,
    PRIMARY KEY (message, seq)
) STRICT, WITHOUT ROWID;

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

-- One a conversation, and one (NULL) for the new chat.
CREATE TABLE draft (
    pk           INTEGER PRIMARY KEY,
    conversation INTEGER REFERENCES conversation (pk) ON DELETE CASCADE,
    text         TEXT    NOT NULL CHECK (text <> ''),
    updated_at   INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX draft_place ON draft (coalesce(conversation, 0));

-- One row a call to a provider. It outlives the message, so that spending stays countable.
CREATE TABLE usage (
    pk                 INTEGER PRIMARY KEY,
    message            INTEGER REFERENCES message (pk) ON DELETE SET NULL,
    provider           TEXT    NOT NULL,
    model              TEXT    NOT NULL,
    input_tokens       INTEGER CHECK (input_tokens >= 0),
    output_tokens      INTEGER CHECK (output_tokens >= 0),
    cached_tokens      INTEGER CHECK (cached_tokens >= 0),
    reasoning_tokens   INTEGER CHECK (reasoning_tokens >= 0),
    cost_micro_dollars INTEGER,
    first_token_ms     INTEGER CHECK (first_token_ms >= 0),
    done_ms            INTEGER CHECK (done_ms >= 0),
    at                 INTEGER NOT NULL
) STRICT;

CREATE INDEX usage_message ON usage (message);

-- Providers that a person added. Names of headers only: the values are kept like keys.
CREATE TABLE custom_provider (
    id           TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    name         TEXT NOT NULL CHECK (name <> ''),
    base_url     TEXT NOT NULL CHECK (base_url <> ''),
    header_names TEXT NOT NULL CHECK (json_type(header_names) = 'array')
) STRICT;

-- Where a provider of the directory is reached instead of at its default.
CREATE TABLE base_url (
    provider TEXT NOT NULL PRIMARY KEY CHECK (provider <> ''),
    url      TEXT NOT NULL CHECK (url <> '')
) STRICT;

-- Search. The word tables find words and prefixes, without regard to case and diacritics; the gram tables find substrings
-- of three characters and more, which languages without spaces need. Their content is the tables above.
CREATE VIRTUAL TABLE message_words USING fts5 (
    text, content = 'message', content_rowid = 'pk', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE VIRTUAL TABLE message_grams USING fts5 (
    text, content = 'message', content_rowid = 'pk', tokenize = 'trigram remove_diacritics 1'
);
CREATE VIRTUAL TABLE title_words USING fts5 (
    title, content = 'conversation', content_rowid = 'pk', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE VIRTUAL TABLE title_grams USING fts5 (
    title, content = 'conversation', content_rowid = 'pk', tokenize = 'trigram remove_diacritics 1'
);

CREATE TRIGGER message_search_insert AFTER INSERT ON message
BEGIN
    INSERT INTO message_words (rowid, text) VALUES (new.pk, new.text);
    INSERT INTO message_grams (rowid, text) VALUES (new.pk, new.text);
END;

CREATE TRIGGER message_search_update AFTER UPDATE OF text ON message WHEN old.text <> new.text
BEGIN
    INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.pk, old.text);
    INSERT INTO message_grams (message_grams, rowid, text) VALUES ('delete', old.pk, old.text);
    INSERT INTO message_words (rowid, text) VALUES (new.pk, new.text);
    INSERT INTO message_grams (rowid, text) VALUES (new.pk, new.text);
END;

CREATE TRIGGER message_search_delete AFTER DELETE ON message
BEGIN
    INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.pk, old.text);
    INSERT INTO message_grams (message_grams, rowid, text) VALUES ('delete', old.pk, old.text);
END;

CREATE TRIGGER title_search_insert AFTER INSERT ON conversation
BEGIN
    INSERT INTO title_words (rowid, title) VALUES (new.pk, new.title);
    INSERT INTO title_grams (rowid, title) VALUES (new.pk, new.title);
END;

CREATE TRIGGER title_search_update AFTER UPDATE OF title ON conversation WHEN old.title <> new.title
BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.pk, old.title);
    INSERT INTO title_grams (title_grams, rowid, title) VALUES ('delete', old.pk, old.title);
    INSERT INTO title_words (rowid, title) VALUES (new.pk, new.title);
    INSERT INTO title_grams (rowid, title) VALUES (new.pk, new.title);
END;

CREATE TRIGGER title_search_delete AFTER DELETE ON conversation
BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.pk, old.title);
    INSERT INTO title_grams (title_grams, rowid, title) VALUES ('delete', old.pk, old.title);
END;
