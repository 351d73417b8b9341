-- What a window kept for itself until it was closed. Of this device.

-- Conversations with an answer that has ended since somebody last looked.
CREATE TABLE unread (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (pk) ON DELETE CASCADE
) STRICT;

-- What somebody made of an artifact: of a message's code block, by its number among them. The message stays what it was.
CREATE TABLE artifact_edit (
    message    INTEGER NOT NULL REFERENCES message (pk) ON DELETE CASCADE,
    block      INTEGER NOT NULL CHECK (block >= 0),
    text       TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (message, block)
) STRICT, WITHOUT ROWID;
