-- The search, and the place that it takes.

-- A text of `parts` lies in `text` already: `at` is where, from byte to byte. Whoever reads them takes the text itself as well.
UPDATE message SET parts = json_set(
    parts,
    '$[' || (SELECT key FROM json_each(message.parts) WHERE value ->> 'type' = 'text') || ']',
    json_object('type', 'text', 'at', json_array(0, octet_length(text)))
)
WHERE status <> 'streaming' AND text <> ''
    AND (SELECT count(*) FROM json_each(message.parts) WHERE value ->> 'type' = 'text') = 1
    AND (SELECT value ->> 'text' FROM json_each(message.parts) WHERE value ->> 'type' = 'text') = text;

DROP TRIGGER message_search_insert;
DROP TRIGGER message_search_update;
DROP TRIGGER message_search_delete;
DROP TABLE message_words;
DROP TABLE message_grams;

-- Words and phrases of messages and of the files beside them.
CREATE VIRTUAL TABLE message_words USING fts5 (
    text, content = 'message', content_rowid = 'pk', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE file_words USING fts5 (
    text, content = 'blob_text', content_rowid = 'pk', tokenize = 'unicode61 remove_diacritics 2'
);

-- Texts in scripts that write words without spaces, by three characters. Two line ends stand behind each, so that every character
-- begins three. `message_gram` lists what there is.
CREATE VIRTUAL TABLE message_grams USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'trigram', detail = 'none'
);
CREATE VIRTUAL TABLE message_gram USING fts5vocab (message_grams, 'row');

-- What stands between spaces in all other texts, once each: a substring is looked for here, and what holds it in `message_words`.
-- `message` is one that holds it; it goes with the last one.
CREATE TABLE word (
    pk      INTEGER PRIMARY KEY,
    text    TEXT    NOT NULL UNIQUE CHECK (text <> ''),
    message INTEGER NOT NULL
) STRICT;

CREATE INDEX word_message ON word (message);

CREATE VIRTUAL TABLE word_grams USING fts5 (
    text, content = 'word', content_rowid = 'pk', tokenize = 'trigram', detail = 'none', columnsize = 0
);

CREATE TRIGGER word_search_insert AFTER INSERT ON word
BEGIN
    INSERT INTO word_grams (rowid, text) VALUES (new.pk, new.text);
END;

CREATE TRIGGER word_search_delete AFTER DELETE ON word
BEGIN
    INSERT INTO word_grams (word_grams, rowid, text) VALUES ('delete', old.pk, old.text);
END;

-- Writing (message, text) into it notes the words; it has no rows.
CREATE VIEW words_of (message, text) AS SELECT 0, '' WHERE 0;

-- Space, tab and line ends part words. An array of them is made by way of a JSON string, in which everything else is escaped.
CREATE TRIGGER words_of_insert INSTEAD OF INSERT ON words_of
BEGIN
    INSERT OR IGNORE INTO word (text, message)
        SELECT trim(value, '.,;:!?()[]{}<>"''`*_#|-') AS found, new.message
        FROM json_each('[' || replace(json_quote(
            replace(replace(replace(lower(new.text), char(10), ' '), char(13), ' '), char(9), ' ')
        ), ' ', '","') || ']')
        WHERE length(found) BETWEEN 3 AND 100 AND instr(found, char(0)) = 0
            AND found NOT GLOB '*[' || char(3584, 45, 4255, 6016, 45, 6143, 11904, 45, 55295, 63744, 45, 64255, 131072, 45, 262143) || ']*';
END;

CREATE TRIGGER message_search_insert AFTER INSERT ON message
BEGIN
    INSERT INTO message_words (rowid, text) VALUES (new.pk, new.text);
    INSERT INTO message_grams (rowid, text) SELECT new.pk, new.text || char(10, 10)
        WHERE new.text GLOB '*[' || char(3584, 45, 4255, 6016, 45, 6143, 11904, 45, 55295, 63744, 45, 64255, 131072, 45, 262143) || ']*';
    INSERT INTO words_of (message, text) VALUES (new.pk, new.text);
END;

CREATE TRIGGER message_search_update AFTER UPDATE OF text ON message WHEN old.text <> new.text
BEGIN
    INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.pk, old.text);
    DELETE FROM message_grams WHERE rowid = old.pk;
    INSERT INTO message_words (rowid, text) VALUES (new.pk, new.text);
    INSERT INTO message_grams (rowid, text) SELECT new.pk, new.text || char(10, 10)
        WHERE new.text GLOB '*[' || char(3584, 45, 4255, 6016, 45, 6143, 11904, 45, 55295, 63744, 45, 64255, 131072, 45, 262143) || ']*';
    UPDATE word SET message = coalesce((
        SELECT rowid FROM message_words WHERE message_words MATCH '"' || replace(word.text, '"', '""') || '"' LIMIT 1
    ), 0) WHERE message = old.pk;
    DELETE FROM word WHERE message = 0;
    INSERT INTO words_of (message, text) VALUES (new.pk, new.text);
END;

CREATE TRIGGER message_search_delete AFTER DELETE ON message
BEGIN
    INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.pk, old.text);
    DELETE FROM message_grams WHERE rowid = old.pk;
    UPDATE word SET message = coalesce((
        SELECT rowid FROM message_words WHERE message_words MATCH '"' || replace(word.text, '"', '""') || '"' LIMIT 1
    ), 0) WHERE message = old.pk;
    DELETE FROM word WHERE message = 0;
END;

CREATE TRIGGER file_search_insert AFTER INSERT ON blob_text
BEGIN
    INSERT INTO file_words (rowid, text) VALUES (new.pk, new.text);
END;

CREATE TRIGGER file_search_update AFTER UPDATE OF text ON blob_text WHEN old.text <> new.text
BEGIN
    INSERT INTO file_words (file_words, rowid, text) VALUES ('delete', old.pk, old.text);
    INSERT INTO file_words (rowid, text) VALUES (new.pk, new.text);
END;

CREATE TRIGGER file_search_delete AFTER DELETE ON blob_text
BEGIN
    INSERT INTO file_words (file_words, rowid, text) VALUES ('delete', old.pk, old.text);
END;

-- Filters of the search that leave little over.
CREATE INDEX message_model ON message (provider, model) WHERE model IS NOT NULL;
CREATE INDEX message_time ON message (created_at);
CREATE INDEX message_code ON message (created_at) WHERE instr(text, '```') > 0;

INSERT INTO message_words (message_words) VALUES ('rebuild');
INSERT INTO file_words (file_words) VALUES ('rebuild');
INSERT INTO message_grams (rowid, text) SELECT pk, text || char(10, 10) FROM message
    WHERE text GLOB '*[' || char(3584, 45, 4255, 6016, 45, 6143, 11904, 45, 55295, 63744, 45, 64255, 131072, 45, 262143) || ']*';
INSERT INTO words_of (message, text) SELECT pk, text FROM message;
