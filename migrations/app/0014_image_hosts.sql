-- Hosts whose images a person wants to see in a conversation without asking for each. Of this device: it is no part of what was said,
-- and another device may stand in another network.
CREATE TABLE image_host (
    conversation INTEGER NOT NULL REFERENCES conversation (pk) ON DELETE CASCADE,
    host         TEXT    NOT NULL CHECK (host <> ''),
    PRIMARY KEY (conversation, host)
) STRICT, WITHOUT ROWID;
