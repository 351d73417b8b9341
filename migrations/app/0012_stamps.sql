-- Stamps end with what they are of, a stamp is a change, and what is here is not deleted. Files that are still to be read.

-- A conversation's deletion stands for its messages: they get none of their own, but their stamps go.
DROP TRIGGER sync_message_deleted;
CREATE TRIGGER sync_message_deleted AFTER DELETE ON message
BEGIN
    INSERT INTO sync_deletion
        SELECT 'message', old.id WHERE EXISTS (SELECT 1 FROM conversation WHERE pk = old.conversation);
    DELETE FROM sync_field WHERE entity = 'message' AND id = old.id;
END;

-- That a conversation has a tag, or lost it, ends with the tag.
DROP TRIGGER sync_tag_deleted;
CREATE TRIGGER sync_tag_deleted AFTER DELETE ON tag
BEGIN
    INSERT INTO sync_deletion VALUES ('tag', old.id);
    DELETE FROM sync_field WHERE entity = 'conversation' AND field = 'tag:' || lower(hex(old.id));
END;

-- Its first leaf is no change; the next one after it had none is.
DROP TRIGGER sync_conversation_leaf;
CREATE TRIGGER sync_conversation_leaf AFTER UPDATE OF leaf ON conversation
WHEN old.leaf IS NOT new.leaf AND (old.leaf IS NOT NULL OR EXISTS (
    SELECT 1 FROM sync_field WHERE entity = 'conversation' AND id = new.id AND field = 'leaf'))
BEGIN INSERT INTO sync_change VALUES ('conversation', new.id, 'leaf'); END;

DROP TRIGGER sync_template_content;
CREATE TRIGGER sync_template_content AFTER UPDATE OF name, description, body ON template
WHEN (old.name, old.description, old.body) IS NOT (new.name, new.description, new.body)
BEGIN INSERT INTO sync_change VALUES ('template', new.id, 'content'); END;

DROP TRIGGER sync_persona_content;
CREATE TRIGGER sync_persona_content AFTER UPDATE OF name, icon, description, provider, model, parameters, starters ON persona
WHEN (old.name, old.icon, old.description, old.provider, old.model, old.parameters, old.starters)
    IS NOT (new.name, new.icon, new.description, new.provider, new.model, new.parameters, new.starters)
BEGIN INSERT INTO sync_change VALUES ('persona', new.id, 'content'); END;

-- Writing into `sync_return` what has been made says that it is here again, where it was deleted: that is newer than its deletion.
-- Conversations and messages come back under other ids only.
CREATE VIEW sync_return (entity, id, field) AS SELECT '', x'', '' WHERE 0;

CREATE TRIGGER sync_return_stamp INSTEAD OF INSERT ON sync_return
WHEN EXISTS (SELECT 1 FROM sync_tombstone WHERE entity = new.entity AND id = new.id)
BEGIN
    DELETE FROM sync_tombstone WHERE entity = new.entity AND id = new.id;
    INSERT INTO sync_change VALUES (new.entity, new.id, new.field);
END;

CREATE TRIGGER sync_folder_made AFTER INSERT ON folder
BEGIN INSERT INTO sync_return VALUES ('folder', new.id, 'name'); END;

CREATE TRIGGER sync_tag_made AFTER INSERT ON tag
BEGIN INSERT INTO sync_return VALUES ('tag', new.id, 'name'); END;

CREATE TRIGGER sync_template_made AFTER INSERT ON template
BEGIN INSERT INTO sync_return VALUES ('template', new.id, 'content'); END;

CREATE TRIGGER sync_persona_made AFTER INSERT ON persona
BEGIN INSERT INTO sync_return VALUES ('persona', new.id, 'content'); END;

-- What was left until now.
INSERT INTO sync_return
    SELECT 'folder', id, 'name' FROM folder UNION ALL SELECT 'tag', id, 'name' FROM tag
    UNION ALL SELECT 'template', id, 'content' FROM template UNION ALL SELECT 'persona', id, 'content' FROM persona;

DELETE FROM sync_field WHERE CASE entity
    WHEN 'conversation' THEN id NOT IN (SELECT id FROM conversation)
        OR field GLOB 'tag:*' AND substr(field, 5) NOT IN (SELECT lower(hex(id)) FROM tag)
    WHEN 'message' THEN NOT EXISTS (SELECT 1 FROM message WHERE message.id = sync_field.id)
    WHEN 'folder' THEN id NOT IN (SELECT id FROM folder)
    WHEN 'tag' THEN id NOT IN (SELECT id FROM tag)
    WHEN 'template' THEN id NOT IN (SELECT id FROM template)
    WHEN 'persona' THEN id NOT IN (SELECT id FROM persona)
    ELSE false
END;

-- Files of messages from elsewhere whose words nobody has read yet. `tries` counts how often that was begun: what a process died
-- over again and again is left alone.
CREATE TABLE unread_file (
    blob  BLOB    NOT NULL PRIMARY KEY REFERENCES blob (hash) ON DELETE CASCADE,
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO unread_file (blob)
    SELECT hash FROM blob
    WHERE media_type NOT LIKE 'image/%' AND EXISTS (SELECT 1 FROM message_blob WHERE message_blob.blob = blob.hash)
        AND NOT EXISTS (SELECT 1 FROM blob_text WHERE blob_text.blob = blob.hash);

-- The list in its places, counted and in order without a look at each conversation.
CREATE INDEX conversation_place ON conversation (archived_at IS NOT NULL, pinned_at IS NOT NULL, folder) WHERE trashed_at IS NULL;
CREATE INDEX conversation_loose ON conversation (updated_at DESC, pk DESC, created_at)
    WHERE trashed_at IS NULL AND archived_at IS NULL AND pinned_at IS NULL AND folder IS NULL;
