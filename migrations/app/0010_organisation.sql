-- Order in the history, branches that are deleted, files that are attached, templates and personas, and what a later sync needs
-- to know of every change.

CREATE TABLE folder (
    pk         INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name       TEXT    NOT NULL CHECK (name <> ''),
    -- Among the folders, the smallest first. Two may have the same: then the older one goes first.
    position   INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tag (
    pk         INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name       TEXT    NOT NULL CHECK (name <> ''),
    created_at INTEGER NOT NULL
) STRICT;

-- How a conversation is begun: `parameters` is JSON as crates/domain writes it and holds the system prompt, `starters` an array of
-- texts, `icon` one character as a person sees it, or nothing.
CREATE TABLE persona (
    pk          INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name        TEXT    NOT NULL CHECK (name <> ''),
    icon        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    provider    TEXT,
    model       TEXT,
    parameters  TEXT    NOT NULL CHECK (json_type(parameters) = 'object'),
    starters    TEXT    NOT NULL CHECK (json_type(starters) = 'array'),
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    CHECK ((provider IS NULL) = (model IS NULL))
) STRICT;

-- A text with variables. `name` is what is typed behind the slash.
CREATE TABLE template (
    pk          INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name        TEXT    NOT NULL CHECK (name <> ''),
    description TEXT    NOT NULL,
    body        TEXT    NOT NULL CHECK (body <> ''),
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;

ALTER TABLE conversation ADD COLUMN folder INTEGER REFERENCES folder (pk) ON DELETE SET NULL;
ALTER TABLE conversation ADD COLUMN persona INTEGER REFERENCES persona (pk) ON DELETE SET NULL;
ALTER TABLE conversation ADD COLUMN pinned_at INTEGER;
ALTER TABLE conversation ADD COLUMN archived_at INTEGER;
-- The format that it was imported from; NULL where it was written here.
ALTER TABLE conversation ADD COLUMN source TEXT CHECK (source <> '');
-- The comparison of which one answer is still to be chosen: its answers are shown side by side.
ALTER TABLE conversation ADD COLUMN comparing BLOB CHECK (length(comparing) = 16);

CREATE INDEX conversation_folder ON conversation (folder) WHERE folder IS NOT NULL;
CREATE INDEX conversation_persona ON conversation (persona) WHERE persona IS NOT NULL;
CREATE INDEX conversation_trash ON conversation (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE conversation_tag (
    conversation INTEGER NOT NULL REFERENCES conversation (pk) ON DELETE CASCADE,
    tag          INTEGER NOT NULL REFERENCES tag (pk) ON DELETE CASCADE,
    PRIMARY KEY (conversation, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_tag_tag ON conversation_tag (tag);

-- A branch in the trash: every message of it has the moment at which it was deleted. Those that were in the trash before keep
-- theirs, so that each branch comes back as it went.
ALTER TABLE message ADD COLUMN trashed_at INTEGER;
-- Answers to one question that several models were asked side by side.
ALTER TABLE message ADD COLUMN comparison BLOB CHECK (length(comparison) = 16);

CREATE INDEX message_trash ON message (trashed_at) WHERE trashed_at IS NOT NULL;

-- Files beside a draft, in order; NULL is the new chat.
CREATE TABLE draft_file (
    pk           INTEGER PRIMARY KEY,
    conversation INTEGER REFERENCES conversation (pk) ON DELETE CASCADE,
    position     INTEGER NOT NULL CHECK (position >= 0),
    blob         BLOB    NOT NULL REFERENCES blob (hash),
    name         TEXT    NOT NULL,
    media_type   TEXT    NOT NULL CHECK (media_type <> '')
) STRICT;

CREATE UNIQUE INDEX draft_file_place ON draft_file (coalesce(conversation, 0), position);
CREATE INDEX draft_file_blob ON draft_file (blob);

-- The text of a file, where it has any that can be read. It goes with its file.
CREATE TABLE blob_text (
    pk   INTEGER PRIMARY KEY,
    blob BLOB    NOT NULL UNIQUE REFERENCES blob (hash) ON DELETE CASCADE,
    text TEXT    NOT NULL
) STRICT;

-- When each field that can change was last changed, and by which operation: of two versions the one with the greater (hlc, op) is
-- the newer. `hlc` is a hybrid logical clock, milliseconds since 1970 times 65,536 plus a counter; `op` is random. A field without a
-- row is as it was when its row was made. Triggers write it, so that no writer can forget.
CREATE TABLE sync_clock (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    hlc      INTEGER NOT NULL
) STRICT;

INSERT INTO sync_clock (only_one, hlc) VALUES (1, 0);

CREATE TABLE sync_field (
    entity TEXT    NOT NULL,
    id     BLOB    NOT NULL CHECK (length(id) = 16),
    field  TEXT    NOT NULL,
    hlc    INTEGER NOT NULL,
    op     BLOB    NOT NULL CHECK (length(op) = 16),
    PRIMARY KEY (entity, id, field)
) STRICT, WITHOUT ROWID;

-- What was deleted for good. A conversation's stands for its messages.
CREATE TABLE sync_tombstone (
    entity TEXT    NOT NULL,
    id     BLOB    NOT NULL CHECK (length(id) = 16),
    hlc    INTEGER NOT NULL,
    op     BLOB    NOT NULL CHECK (length(op) = 16),
    PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;

-- Writing a change into `sync_change` stamps it; it has no rows. Without an id it is nothing that has to be known.
CREATE VIEW sync_change (entity, id, field) AS SELECT '', x'', '' WHERE 0;

CREATE TRIGGER sync_change_stamp INSTEAD OF INSERT ON sync_change WHEN new.id IS NOT NULL
BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, CAST(unixepoch('subsec') * 1000 AS INTEGER) * 65536);
    INSERT INTO sync_field (entity, id, field, hlc, op)
        SELECT new.entity, new.id, new.field, hlc, randomblob(16) FROM sync_clock WHERE true
        ON CONFLICT (entity, id, field) DO UPDATE SET hlc = excluded.hlc, op = excluded.op;
END;

CREATE VIEW sync_deletion (entity, id) AS SELECT '', x'' WHERE 0;

CREATE TRIGGER sync_deletion_stamp INSTEAD OF INSERT ON sync_deletion
BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, CAST(unixepoch('subsec') * 1000 AS INTEGER) * 65536);
    DELETE FROM sync_field WHERE entity = new.entity AND id = new.id;
    INSERT INTO sync_tombstone (entity, id, hlc, op)
        SELECT new.entity, new.id, hlc, randomblob(16) FROM sync_clock WHERE true
        ON CONFLICT (entity, id) DO NOTHING;
END;

CREATE TRIGGER sync_conversation_title AFTER UPDATE OF title ON conversation WHEN old.title <> new.title
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'title'); END;

-- Its first leaf is no change.
CREATE TRIGGER sync_conversation_leaf AFTER UPDATE OF leaf ON conversation
WHEN old.leaf IS NOT NULL AND old.leaf IS NOT new.leaf
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'leaf'); END;

CREATE TRIGGER sync_conversation_model AFTER UPDATE OF provider, model ON conversation
WHEN old.provider IS NOT new.provider OR old.model IS NOT new.model
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'model'); END;

CREATE TRIGGER sync_conversation_folder AFTER UPDATE OF folder ON conversation WHEN old.folder IS NOT new.folder
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'folder'); END;

CREATE TRIGGER sync_conversation_persona AFTER UPDATE OF persona ON conversation WHEN old.persona IS NOT new.persona
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'persona'); END;

CREATE TRIGGER sync_conversation_pinned AFTER UPDATE OF pinned_at ON conversation WHEN old.pinned_at IS NOT new.pinned_at
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'pinned'); END;

CREATE TRIGGER sync_conversation_archived AFTER UPDATE OF archived_at ON conversation WHEN old.archived_at IS NOT new.archived_at
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'archived'); END;

CREATE TRIGGER sync_conversation_trashed AFTER UPDATE OF trashed_at ON conversation WHEN old.trashed_at IS NOT new.trashed_at
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'trashed'); END;

CREATE TRIGGER sync_conversation_comparing AFTER UPDATE OF comparing ON conversation WHEN old.comparing IS NOT new.comparing
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'comparing'); END;

CREATE TRIGGER sync_conversation_deleted AFTER DELETE ON conversation
BEGIN INSERT INTO sync_deletion VALUES ('conversation', old.id); END;

CREATE TRIGGER sync_parameters_set AFTER INSERT ON conversation_parameters WHEN new.conversation IS NOT NULL
BEGIN
    INSERT INTO sync_change
        SELECT 'conversation', id, 'parameters' FROM conversation WHERE pk = new.conversation;
END;

CREATE TRIGGER sync_parameters_changed AFTER UPDATE OF parameters ON conversation_parameters WHEN old.parameters <> new.parameters
BEGIN
    INSERT INTO sync_change
        SELECT 'conversation', id, 'parameters' FROM conversation WHERE pk = new.conversation;
END;

CREATE TRIGGER sync_parameters_removed AFTER DELETE ON conversation_parameters
BEGIN
    INSERT INTO sync_change
        SELECT 'conversation', id, 'parameters' FROM conversation WHERE pk = old.conversation;
END;

CREATE TRIGGER sync_tag_given AFTER INSERT ON conversation_tag
BEGIN
    INSERT INTO sync_change
        SELECT 'conversation', c.id, 'tag:' || lower(hex(t.id)) FROM conversation c, tag t
        WHERE c.pk = new.conversation AND t.pk = new.tag;
END;

-- Not where the conversation or the tag itself is deleted.
CREATE TRIGGER sync_tag_taken AFTER DELETE ON conversation_tag
BEGIN
    INSERT INTO sync_change
        SELECT 'conversation', c.id, 'tag:' || lower(hex(t.id)) FROM conversation c, tag t
        WHERE c.pk = old.conversation AND t.pk = old.tag;
END;

-- A sealed message changes only where Continue opens it again.
CREATE TRIGGER sync_message_content AFTER UPDATE OF status ON message
WHEN old.status <> 'streaming' AND new.status = 'streaming'
BEGIN INSERT INTO sync_change VALUES ('message', new.id, 'content'); END;

CREATE TRIGGER sync_message_trashed AFTER UPDATE OF trashed_at ON message WHEN old.trashed_at IS NOT new.trashed_at
BEGIN INSERT INTO sync_change VALUES ('message', new.id, 'trashed'); END;

CREATE TRIGGER sync_message_deleted AFTER DELETE ON message
WHEN EXISTS (SELECT 1 FROM conversation WHERE pk = old.conversation)
BEGIN INSERT INTO sync_deletion VALUES ('message', old.id); END;

CREATE TRIGGER sync_folder_name AFTER UPDATE OF name ON folder WHEN old.name <> new.name
BEGIN INSERT INTO sync_change VALUES ('folder', new.id, 'name'); END;

CREATE TRIGGER sync_folder_position AFTER UPDATE OF position ON folder WHEN old.position <> new.position
BEGIN INSERT INTO sync_change VALUES ('folder', new.id, 'position'); END;

CREATE TRIGGER sync_folder_deleted AFTER DELETE ON folder
BEGIN INSERT INTO sync_deletion VALUES ('folder', old.id); END;

CREATE TRIGGER sync_tag_name AFTER UPDATE OF name ON tag WHEN old.name <> new.name
BEGIN INSERT INTO sync_change VALUES ('tag', new.id, 'name'); END;

CREATE TRIGGER sync_tag_deleted AFTER DELETE ON tag
BEGIN INSERT INTO sync_deletion VALUES ('tag', old.id); END;

CREATE TRIGGER sync_template_content AFTER UPDATE OF name, description, body ON template
BEGIN INSERT INTO sync_change VALUES ('template', new.id, 'content'); END;

CREATE TRIGGER sync_template_deleted AFTER DELETE ON template
BEGIN INSERT INTO sync_deletion VALUES ('template', old.id); END;

CREATE TRIGGER sync_persona_content AFTER UPDATE OF name, icon, description, provider, model, parameters, starters ON persona
BEGIN INSERT INTO sync_change VALUES ('persona', new.id, 'content'); END;

CREATE TRIGGER sync_persona_deleted AFTER DELETE ON persona
BEGIN INSERT INTO sync_deletion VALUES ('persona', old.id); END;
